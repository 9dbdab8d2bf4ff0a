/** What the share form knows and does: what was filled in, what would come of it, how it went. */

import * as React from 'react';

import { isAbort, problemOfError } from '../api/client';
import type { Catalog, Problem, Source } from '../api/messages';
import type { Grant, GrantTerms, Preview } from '../api/sharing-messages';
import type { SharingModel } from '../model/sharing';
import {
  draftOf,
  formOf,
  NEW_SHARE,
  placedFaults,
  shareFaults,
  termsOf,
  type ShareForm,
} from '../model/share-draft';
import { sharesOf } from '../model/table-choice';

const PAUSE_MS = 400;
/** In place of a recipient that is not typed yet: the rest can be looked at without one. */
const NOBODY = '-';

export interface ShareProps {
  readonly model: SharingModel;
  readonly source: Source;
  readonly catalog: Catalog;
  /** The grant that is changed; undefined for a new one. */
  readonly grant: Grant | undefined;
  /** What a new grant begins with. */
  readonly template?: Grant | undefined;
  readonly onDone: (grant: Grant) => void;
  readonly onCancel: () => void;
}

export type Sending =
  | { readonly status: 'none' | 'sending' }
  /** What has to be meant: a sentence for each code. */
  | { readonly status: 'asking'; readonly doubts: Readonly<Record<string, string>> }
  | { readonly status: 'failed'; readonly problem: Problem };

export type Looking =
  | { readonly status: 'nothing' }
  /** `former` is what was there before the last change. */
  | { readonly status: 'waiting'; readonly former: Preview | undefined }
  | { readonly status: 'there'; readonly preview: Preview }
  /** It cannot be shared as it is; `sentence` says why when no field does. */
  | { readonly status: 'faulty'; readonly sentence: string };

type Faults = Readonly<Record<string, string>>;
const NO_FAULTS: Faults = {};

export interface ShareState {
  readonly form: ShareForm;
  readonly terms: GrantTerms;
  readonly isComplete: boolean;
  /** By the fields of the form and the keys of tables. */
  readonly faults: Faults;
  readonly sending: Sending;
  readonly looking: Looking;
  readonly node: React.RefObject<HTMLFormElement>;
  readonly change: (change: Partial<ShareForm>) => void;
  readonly send: (accept: readonly string[]) => Promise<void>;
  readonly back: () => void;
}

export function useShareForm(props: ShareProps): ShareState {
  const { model, source, catalog, grant } = props;
  const node = React.useRef<HTMLFormElement>(null);
  const [now] = React.useState(() => new Date());
  const [form, setForm] = React.useState<ShareForm>(() => {
    const like = grant ?? props.template;
    return like === undefined ? NEW_SHARE : formOf(like, catalog);
  });
  const [sent, setSent] = React.useState<Faults>(NO_FAULTS);
  const [sending, setSending] = React.useState<Sending>({ status: 'none' });
  const terms = termsOf(form, catalog, now);
  const { looking, found } = useLook(props, form, now);

  React.useEffect(() => {
    if (Object.keys(sent).length > 0) {
      node.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
    }
  }, [sent]);

  const change = (changed: Partial<ShareForm>): void => {
    setForm(current => ({ ...current, ...changed }));
    setSent(NO_FAULTS);
    setSending({ status: 'none' });
  };
  const send = async (accept: readonly string[]): Promise<void> => {
    const faults = shareFaults(form);
    setSent(faults);
    if (Object.keys(faults).length > 0) {
      setSending({ status: 'none' });
      return;
    }
    setSending({ status: 'sending' });
    try {
      const given = termsOf(form, catalog, new Date());
      const draft = draftOf(given, accept);
      props.onDone(await model.share(source.id, draft, grant?.id));
    } catch (error) {
      const problem = problemOfError(error);
      if (problem.code === 'confirmation_needed') {
        setSending({ status: 'asking', doubts: problem.fields });
      } else {
        setSent(placed(problem, form, catalog));
        setSending({ status: 'failed', problem });
      }
    }
  };
  return {
    form,
    terms,
    isComplete: Object.keys(shareFaults(form)).length === 0,
    faults: { ...found, ...sent },
    sending,
    looking,
    node,
    change,
    send,
    back: () => {
      setSending({ status: 'none' });
    },
  };
}

function placed(problem: Problem, form: ShareForm, catalog: Catalog): Faults {
  const keys = sharesOf(form.tables, catalog).map(({ key }) => key);
  return placedFaults(problem.fields, keys);
}

function previewOf(looking: Looking): Preview | undefined {
  switch (looking.status) {
    case 'there':
      return looking.preview;
    case 'waiting':
      return looking.former;
    default:
      return undefined;
  }
}

/** What would come of the form, asked for when nothing has been typed for a moment. */
function useLook(
  props: ShareProps,
  form: ShareForm,
  now: Date,
): { readonly looking: Looking; readonly found: Faults } {
  const { model, source, catalog } = props;
  const replaces = props.grant?.id ?? null;
  const [looking, setLooking] = React.useState<Looking>({ status: 'nothing' });
  const [found, setFound] = React.useState<Faults>(NO_FAULTS);
  React.useEffect(() => {
    const { recipient: _, ...missing } = shareFaults(form);
    if (Object.keys(missing).length > 0) {
      setLooking({ status: 'nothing' });
      setFound(NO_FAULTS);
      return;
    }
    const running = new AbortController();
    setLooking(before => ({ status: 'waiting', former: previewOf(before) }));
    const timer = window.setTimeout(() => {
      const recipient = form.recipient.trim() || NOBODY;
      const draft = draftOf(termsOf({ ...form, recipient }, catalog, now), []);
      model
        .guard(model.api.preview(source.id, draft, replaces, running.signal))
        .then(preview => {
          setFound(NO_FAULTS);
          setLooking({ status: 'there', preview });
        })
        .catch((error: unknown) => {
          if (isAbort(error) || running.signal.aborted) {
            return;
          }
          const problem = problemOfError(error);
          const { recipient: fault, ...others } = placed(problem, form, catalog);
          // Whoever is typed half is not wrong yet: that is said when it is shared.
          setFound(others);
          const isHalf = fault !== undefined && Object.keys(others).length === 0;
          setLooking(
            isHalf ? { status: 'nothing' } : { status: 'faulty', sentence: problem.detail },
          );
        });
    }, PAUSE_MS);
    return () => {
      window.clearTimeout(timer);
      running.abort();
    };
  }, [model, source.id, catalog, replaces, form, now]);
  return { looking, found };
}
