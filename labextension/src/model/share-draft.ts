/** What the share dialog holds, and the draft that comes of it. */

import type { Catalog } from '../api/messages';
import {
  GRANTABLE,
  type Effect,
  type Grant,
  type GrantableAction,
  type GrantDraft,
  type GrantTerms,
  type RecipientKind,
  type TableShare,
} from '../api/sharing-messages';
import { choicesOf, NO_TABLES, sharesOf, type TableChoices } from './table-choice';

/** When a grant ends: after so many days, at a time, or never. */
export type End = '1' | '7' | '30' | 'never' | 'at';

export interface ShareForm {
  readonly recipientKind: RecipientKind;
  readonly recipient: string;
  readonly effect: Effect;
  readonly actions: readonly GrantableAction[];
  readonly tables: TableChoices;
  /** Name patterns, separated by commas; empty for all. */
  readonly savedQueries: string;
  readonly rows: string;
  readonly seconds: string;
  readonly acr: string;
  readonly amr: string;
  readonly maxAgeMinutes: string;
  readonly end: End;
  /** As `<input type="datetime-local">` has it, for the end `at`. */
  readonly endsAt: string;
  readonly note: string;
}

export const NEW_SHARE: ShareForm = {
  recipientKind: 'person',
  recipient: '',
  effect: 'allow',
  actions: ['source:see', 'source:query'],
  tables: NO_TABLES,
  savedQueries: '',
  rows: '',
  seconds: '',
  acr: '',
  amr: '',
  maxAgeMinutes: '',
  end: '30',
  endsAt: '',
  note: '',
};

const DAY_MS = 86_400_000;

/** The dialog's content for changing a grant. */
export function formOf(grant: Grant, catalog: Catalog): ShareForm {
  const { strength } = grant;
  return {
    recipientKind: grant.recipient.kind,
    recipient: grant.recipient.name,
    effect: grant.effect,
    actions: GRANTABLE.filter(action => grant.actions.includes(action)),
    tables: choicesOf(tickedOf(grant), catalog),
    savedQueries: grant.savedQueries?.join(', ') ?? '',
    rows: textOf(grant.rows),
    seconds: textOf(grant.seconds),
    acr: strength.acr.join(', '),
    amr: strength.amr.join(', '),
    maxAgeMinutes: textOf(
      strength.maxAgeSeconds === null ? null : strength.maxAgeSeconds / 60,
    ),
    end: grant.until === null ? 'never' : 'at',
    endsAt: grant.until === null ? '' : localTime(new Date(grant.until)),
    note: grant.note,
  };
}

/** Whether what may be done reads tables, so that tables have to be chosen. */
export function readsTables(form: ShareForm): boolean {
  return form.actions.some(
    action =>
      action === 'source:see' || action === 'source:query' || action === 'source:manage',
  );
}

/** Tick or untick what may be done; whoever writes queries sees the names, too. */
export function setAction(
  form: ShareForm,
  action: GrantableAction,
  isOn: boolean,
): ShareForm {
  const isImplied = (one: GrantableAction): boolean =>
    one === action || (isOn && action === 'source:query' && one === 'source:see');
  const actions = GRANTABLE.filter(one =>
    isImplied(one) ? isOn : form.actions.includes(one),
  );
  const isOrphan = !isOn && action === 'source:see' && form.effect === 'allow';
  return {
    ...form,
    actions: isOrphan ? actions.filter(one => one !== 'source:query') : actions,
  };
}

/** One sentence for each place that cannot be sent as it is. */
export function shareFaults(form: ShareForm): Readonly<Record<string, string>> {
  const faults: Record<string, string> = {};
  if (form.recipient.trim() === '') {
    faults['recipient'] =
      form.recipientKind === 'person'
        ? 'Type the e-mail address that they sign in with.'
        : 'Type the name of the group.';
  }
  if (form.actions.length === 0) {
    faults['actions'] = 'Choose what they may do.';
  }
  if (form.effect === 'allow' && readsTables(form) && isEmpty(form.tables)) {
    faults['tables'] = 'Choose the tables that they get.';
  }
  if (form.end === 'at' && Number.isNaN(new Date(form.endsAt).getTime())) {
    faults['until'] = 'Choose the day and the time when it ends.';
  }
  for (const [name, value] of [
    ['rows', form.rows],
    ['seconds', form.seconds],
    ['strength.max_age_seconds', form.maxAgeMinutes],
  ] as const) {
    if (value.trim() !== '' && !(Number(value) > 0)) {
      faults[name] = 'This must be a number above 0, or empty.';
    }
  }
  return faults;
}

function isEmpty(tables: TableChoices): boolean {
  return (
    !tables.everything &&
    tables.schemas.length + Object.keys(tables.tables).length + tables.others.length === 0
  );
}

/** What the form says, as a grant says it; `now` is where "a week" begins. */
export function termsOf(form: ShareForm, catalog: Catalog, now: Date): GrantTerms {
  const isAboutTables = form.effect === 'deny' || readsTables(form);
  const queries = itemsOf(form.savedQueries);
  return {
    recipient: {
      kind: form.recipientKind,
      name: form.recipient.trim(),
      person: null,
    },
    effect: form.effect,
    actions: form.actions,
    tables: isAboutTables
      ? sharesOf(form.tables, catalog).map(({ share }) =>
          form.effect === 'deny' ? deniedOf(share) : share,
        )
      : [],
    savedQueries:
      form.actions.includes('source:run') && queries.length > 0 ? queries : null,
    rows: numberOf(form.rows),
    seconds: numberOf(form.seconds),
    strength: {
      acr: itemsOf(form.acr),
      amr: itemsOf(form.amr),
      maxAgeSeconds: secondsOf(form.maxAgeMinutes),
    },
    until: untilOf(form, now),
    note: form.note.trim(),
  };
}

/**
 * In a denial the columns that are left out are those that are named: it takes away what a
 * grant names, whole columns or, without any, whole tables.
 */
function deniedOf(share: TableShare): TableShare {
  const columns = share.hidden.length > 0 ? share.hidden : null;
  return { pattern: share.pattern, columns, hidden: [], masks: [], rowFilter: null };
}

/** The tables of a grant as they are ticked: what a denial names is what it leaves out. */
function tickedOf(grant: Grant): readonly TableShare[] {
  return grant.effect === 'allow'
    ? grant.tables
    : grant.tables.map(share => ({ ...share, columns: null, hidden: share.columns ?? [] }));
}

/** What the broker is sent; `accept` are the doubts that are meant. */
export function draftOf(terms: GrantTerms, accept: readonly string[]): GrantDraft {
  const { strength } = terms;
  return {
    recipient: { kind: terms.recipient.kind, name: terms.recipient.name },
    effect: terms.effect,
    actions: GRANTABLE.filter(action => terms.actions.includes(action)),
    tables: terms.tables.map(share => ({
      pattern: share.pattern,
      columns: share.columns === null ? null : [...share.columns],
      hidden: [...share.hidden],
      masks: share.masks.map(mask => ({ ...mask })),
      row_filter: share.rowFilter,
    })),
    saved_queries: terms.savedQueries === null ? null : [...terms.savedQueries],
    rows: terms.rows,
    seconds: terms.seconds,
    strength: {
      acr: [...strength.acr],
      amr: [...strength.amr],
      max_age_seconds: strength.maxAgeSeconds,
    },
    until: terms.until,
    note: terms.note,
    accept: [...accept],
  };
}

/**
 * The broker's faults at the places of the form: `tables.0.row_filter` becomes
 * `main.orders.row_filter`, by the keys of the tables in the order of the draft.
 */
export function placedFaults(
  faults: Readonly<Record<string, string>>,
  keys: readonly string[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(faults).map(([field, fault]) => {
      const [, index, part] = /^tables\.(\d+)\.?([^.]*)/.exec(field) ?? [];
      const key = index === undefined ? undefined : keys[Number(index)];
      if (key === undefined) {
        return [field.startsWith('recipient') ? 'recipient' : field, fault];
      }
      return [part === 'row_filter' ? rowFilterField(key) : tableField(key), fault];
    }),
  );
}

/** Where the fault of a table, and of its row filter, is shown. */
export const tableField = (key: string): string => `table ${key}`;
export const rowFilterField = (key: string): string => `rows of ${key}`;

function untilOf(form: ShareForm, now: Date): string | null {
  switch (form.end) {
    case 'never':
      return null;
    case 'at': {
      const end = new Date(form.endsAt);
      return Number.isNaN(end.getTime()) ? null : end.toISOString();
    }
    default:
      return new Date(now.getTime() + Number(form.end) * DAY_MS).toISOString();
  }
}

/** As `<input type="datetime-local">` takes it: `2026-11-24T18:05`. */
export function localTime(date: Date): string {
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return Number.isNaN(local.getTime()) ? '' : local.toISOString().slice(0, 16);
}

function itemsOf(value: string): string[] {
  return value
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '');
}

function textOf(value: number | null): string {
  return value === null ? '' : String(value);
}

function numberOf(value: string): number | null {
  return Number(value) > 0 ? Number(value) : null;
}

function secondsOf(minutes: string): number | null {
  return Number(minutes) > 0 ? Math.round(Number(minutes) * 60) : null;
}
