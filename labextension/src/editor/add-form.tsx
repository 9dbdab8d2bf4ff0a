/** The form that adds a source. */

import { Button } from '@jupyterlab/ui-components';
import * as React from 'react';

import { isAbort, problemOfError } from '../api/client';
import type { Kind, Outline, Problem, Source, TestReport } from '../api/messages';
import { reportWords } from '../sidebar/test-note';
import { draftFaults, draftOf, type FormState } from '../model/draft';
import { fieldsOf, initialValues, type Field } from '../model/fields';
import type { SourcesModel } from '../model/sources';
import { kindIcon } from '../icons';
import { FieldInput, Labelled } from './field-input';

export interface AddFormProps {
  readonly model: SourcesModel;
  readonly kinds: readonly [Kind, ...Kind[]];
  readonly onAdded: (source: Source) => void;
  readonly onCancel: () => void;
}

/** What the person has last asked of the form, and how it went. */
type Attempt =
  | { readonly status: 'none' | 'testing' | 'adding' }
  | { readonly status: 'tested'; readonly report: TestReport }
  | { readonly status: 'failed'; readonly problem: Problem };

const OUTLINES: readonly { value: Outline; title: string; description: string }[] = [
  {
    value: 'nothing',
    title: 'Nothing',
    description: 'The file says only that there was a result.',
  },
  {
    value: 'shape',
    title: 'How many rows and columns',
    description: 'For example: 1,204 rows, 5 columns.',
  },
  {
    value: 'columns',
    title: 'Counts and column names',
    description: 'Helps readers who cannot run the notebook.',
  },
];

export function AddForm(props: AddFormProps): React.JSX.Element {
  const form = useAddForm(props);
  const { state, fields, attempt, faults } = form;
  const isBusy = attempt.status === 'testing' || attempt.status === 'adding';
  const advanced = fields.filter(field => field.isAdvanced);
  const fieldInput = (field: Field): React.JSX.Element => (
    <FieldInput
      key={`${state.kind.kind} ${field.name}`}
      field={field}
      value={state.values[field.name] ?? ''}
      fault={faults[field.name]}
      onChange={value => {
        form.change(
          { ...state, values: { ...state.values, [field.name]: value } },
          field.name,
        );
      }}
    />
  );
  return (
    <form
      ref={form.node}
      className="jp-datawisp-Form"
      aria-labelledby="jp-datawisp-Form-title"
      autoComplete="off"
      noValidate
      onSubmit={event => {
        event.preventDefault();
        void form.add();
      }}
    >
      <h1 id="jp-datawisp-Form-title">Add a data source</h1>
      <p className="jp-datawisp-Form-lead">
        Only you see it. Its password is sealed where it is kept, and is never shown again.
      </p>
      <KindChoice kinds={props.kinds} chosen={state.kind} onChoose={form.choose} />
      <fieldset className="jp-datawisp-Fields">
        <legend>Connection</legend>
        <Labelled
          name="name"
          title="Name"
          description={`What you write in a cell: %%datawisp ${state.name.trim() || 'name'}`}
          isRequired
          fault={faults['name']}
        >
          {aria => (
            <input
              {...aria}
              className="jp-mod-styled"
              value={state.name}
              maxLength={63}
              spellCheck={false}
              autoCapitalize="off"
              onChange={event => {
                form.change({ ...state, name: event.target.value }, 'name');
              }}
            />
          )}
        </Labelled>
        {fields.filter(field => !field.isAdvanced).map(fieldInput)}
        {advanced.length > 0 && (
          <details open={advanced.some(field => field.name in faults) || undefined}>
            <summary>More settings</summary>
            {advanced.map(fieldInput)}
          </details>
        )}
      </fieldset>
      <OutlineChoice
        chosen={state.outline}
        onChoose={outline => {
          form.change({ ...state, outline }, 'outline');
        }}
      />
      <footer className="jp-datawisp-Form-footer">
        <Outcome attempt={attempt} faults={faults} fields={fields} />
        <div className="jp-datawisp-Form-actions">
          <Button type="submit" className="jp-mod-styled jp-mod-accept" disabled={isBusy}>
            {attempt.status === 'adding' ? 'Adding…' : 'Add data source'}
          </Button>
          <Button
            type="button"
            className="jp-mod-styled"
            disabled={isBusy}
            onClick={() => void form.test()}
          >
            {attempt.status === 'testing' ? 'Connecting…' : 'Test connection'}
          </Button>
          <span className="jp-datawisp-Spacer" />
          <Button
            type="button"
            className="jp-mod-styled jp-mod-reject"
            onClick={form.cancel}
          >
            Cancel
          </Button>
        </div>
      </footer>
    </form>
  );
}

interface AddFormState {
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

function useAddForm(props: AddFormProps): AddFormState {
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
  return { kind, name: '', outline: 'shape', values: initialValues(fieldsOf(kind)) };
}

/** The secrets as they stand in their inputs; they are read at the moment of sending only. */
function secretsIn(form: HTMLFormElement | null): Record<string, string> {
  const inputs = form?.querySelectorAll<HTMLInputElement>('input[type=password]') ?? [];
  return Object.fromEntries([...inputs].map(input => [input.name, input.value]));
}

function KindChoice(props: {
  readonly kinds: readonly Kind[];
  readonly chosen: Kind;
  readonly onChoose: (kind: Kind) => void;
}): React.JSX.Element {
  return (
    <fieldset className="jp-datawisp-Kinds">
      <legend>Kind</legend>
      {props.kinds.map(kind => {
        const Icon = kindIcon(kind.kind).react;
        return (
          <label key={kind.kind} className="jp-datawisp-Kind">
            <input
              type="radio"
              name="kind"
              value={kind.kind}
              checked={kind.kind === props.chosen.kind}
              onChange={() => {
                props.onChoose(kind);
              }}
            />
            <Icon tag="span" className="jp-datawisp-Icon" aria-hidden="true" />
            <span>{kind.title}</span>
          </label>
        );
      })}
    </fieldset>
  );
}

function OutlineChoice(props: {
  readonly chosen: Outline;
  readonly onChoose: (outline: Outline) => void;
}): React.JSX.Element {
  return (
    <fieldset className="jp-datawisp-Outlines">
      <legend>What the notebook file may keep of a result</legend>
      <p className="jp-datawisp-Help">Rows are never saved, whatever you choose.</p>
      {OUTLINES.map(({ value, title, description }) => (
        <label key={value} className="jp-datawisp-Outline">
          <input
            type="radio"
            name="outline"
            value={value}
            checked={value === props.chosen}
            onChange={() => {
              props.onChoose(value);
            }}
          />
          <span>
            {title}
            <span className="jp-datawisp-Help">{description}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** How the last attempt went; told to screen readers as it comes. */
function Outcome(props: {
  readonly attempt: Attempt;
  readonly faults: Readonly<Record<string, string>>;
  readonly fields: readonly Field[];
}): React.JSX.Element {
  const { attempt, faults } = props;
  const shown = new Set(['name', ...props.fields.map(field => field.name)]);
  const others = Object.entries(faults).filter(([field]) => !shown.has(field));
  return (
    <div className="jp-datawisp-Outcome" aria-live="polite">
      {attempt.status === 'testing' && (
        <div className="jp-datawisp-Message">
          <span className="jp-datawisp-Busy" aria-hidden="true" />
          Connecting to the database…
        </div>
      )}
      {attempt.status === 'tested' && (
        <div className="jp-datawisp-Message jp-mod-success">
          <strong>The connection works.</strong>
          <span>{reportWords(attempt.report)}</span>
          {attempt.report.warnings.map(warning => (
            <span key={warning} className="jp-datawisp-Warning">
              {warning}
            </span>
          ))}
        </div>
      )}
      {attempt.status === 'failed' && (
        <div className="jp-datawisp-Message jp-mod-error">
          <strong>{attempt.problem.title}</strong>
          <span>{attempt.problem.detail}</span>
          {attempt.problem.hint !== '' && <span>{attempt.problem.hint}</span>}
          {others.map(([field, fault]) => (
            <span key={field}>
              {field}: {fault}
            </span>
          ))}
        </div>
      )}
    </div>
  );
}
