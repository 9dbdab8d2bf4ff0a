/** What the form knows and does: what was typed, what is asked, and how it went. */

import * as React from 'react';

import { isAbort, problemOfError } from '../api/client';
import type { Kind, Problem, Source, TestReport } from '../api/messages';
import { draftFaults, draftOf, type FormState } from '../model/draft';
import { fieldsOf, initialValues, type Field } from '../model/fields';
import type { SourcesModel } from '../model/sources';

export interface AddFormProps {
  readonly model: SourcesModel;
  readonly kinds: readonly [Kind, ...Kind[]];
  readonly onAdded: (source: Source) => void;
  readonly onCancel: () => void;
}

/** What the person has last asked of the form, and how it went. */
export type Attempt =
  | { readonly status: 'none' | 'testing' | 'adding' }
  | { readonly status: 'tested'; readonly report: TestReport }
  | { readonly status: 'failed'; readonly problem: Problem };

export interface AddFormState {
  readonly state: FormState;
  readonly fields: readonly Field[];
  readonly attempt: Attempt;
  readonly faults: Readonly<Record<string, string>>;
  readonly node: React.RefObject<HTMLFormElement>;
  readonly change: (state: FormState, field: string) => void;
  readonly choose: (kind: Kind) => void;
  readonly add: () => Promise<void>;
  readonly test: () => Promise<void>;
  readonly cancel: () => void;
}

/** The state of the form; secrets are not in it. */
export function useAddForm(props: AddFormProps): AddFormState {
  const node = React.useRef<HTMLFormElement>(null);
  const running = React.useRef<AbortController>();
  const [state, setState] = React.useState<FormState>(() => emptyForm(props.kinds[0]));
  const [attempt, setAttempt] = React.useState<Attempt>({ status: 'none' });
  const [faults, setFaults] = React.useState<Readonly<Record<string, string>>>({});
  const fields = React.useMemo(() => fieldsOf(state.kind), [state.kind]);

  React.useEffect(() => {
    node.current
      ?.querySelector<HTMLElement>('input[name=name]')
      ?.focus({ preventScroll: true });
    return () => running.current?.abort();
  }, []);
  React.useEffect(() => {
    node.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [faults]);

  const begin = (status: 'testing' | 'adding'): AbortController | undefined => {
    const found = draftFaults(state);
    setFaults(found);
    if (Object.keys(found).length > 0) {
      setAttempt({ status: 'none' });
      return undefined;
    }
    running.current?.abort();
    running.current = new AbortController();
    setAttempt({ status });
    return running.current;
  };
  const failed = (error: unknown): void => {
    if (!isAbort(error)) {
      const problem = problemOfError(error);
      setFaults(problem.fields);
      setAttempt({ status: 'failed', problem });
    }
  };
  return {
    state,
    fields,
    attempt,
    faults,
    node,
    change: (next, field) => {
      running.current?.abort();
      setState(next);
      setAttempt({ status: 'none' });
      if (field in faults) {
        const { [field]: _, ...others } = faults;
        setFaults(others);
      }
    },
    choose: kind => {
      running.current?.abort();
      setState({ ...state, kind, values: initialValues(fieldsOf(kind)) });
      setFaults({});
      setAttempt({ status: 'none' });
    },
    add: async () => {
      if (begin('adding') === undefined) {
        return;
      }
      try {
        const source = await props.model.add(draftOf(state, secretsIn(node.current)));
        node.current?.reset();
        props.onAdded(source);
      } catch (error) {
        failed(error);
      }
    },
    test: async () => {
      const controller = begin('testing');
      if (controller === undefined) {
        return;
      }
      try {
        const draft = draftOf(state, secretsIn(node.current));
        const asked = props.model.api.testDraft(draft, controller.signal);
        const report = await props.model.guard(asked);
        if (!controller.signal.aborted) {
          setAttempt({ status: 'tested', report });
        }
      } catch (error) {
        failed(error);
      }
    },
    cancel: () => {
      running.current?.abort();
      node.current?.reset();
      props.onCancel();
    },
  };
}

function emptyForm(kind: Kind): FormState {
  return {
    kind,
    name: '',
    outline: 'shape',
    outputLevel: 'results',
    values: initialValues(fieldsOf(kind)),
  };
}

/** The secrets as they stand in their inputs; they are read at the moment of sending only. */
function secretsIn(form: HTMLFormElement | null): Record<string, string> {
  const inputs = form?.querySelectorAll<HTMLInputElement>('input[type=password]') ?? [];
  return Object.fromEntries([...inputs].map(input => [input.name, input.value]));
}
