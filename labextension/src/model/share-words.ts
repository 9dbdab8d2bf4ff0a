/** Grants in sentences, for people who decide and review. */

import type { MaskKind } from '../api/messages';
import type {
  Grant,
  GrantTerms,
  MaskView,
  Recipient,
  TableShare,
} from '../api/sharing-messages';

const ACTIONS: Readonly<Record<string, string>> = {
  'source:find': 'know that it exists',
  'source:see': 'see its tables',
  'source:query': 'write queries',
  'source:run': 'run saved queries',
  'source:export': 'take results out',
  'source:manage': 'share on',
  'source:own': 'change and share it',
};

const MASKS: Readonly<Record<MaskKind, string>> = {
  null: 'NULL',
  constant: 'a constant',
  pseudonym: 'a pseudonym',
};

const FLAGS: Readonly<Record<string, { readonly badge: string; readonly why: string }>> = {
  unused: { badge: 'unused', why: 'Not used in the last 30 days' },
  expiring: { badge: 'ends soon', why: 'Ends within 7 days' },
  expired: { badge: 'ended', why: 'Its time is over: it gives nothing any more' },
  unbound: {
    badge: 'not signed in yet',
    why: 'Nobody with this address has signed in yet',
  },
  group_grown: {
    badge: 'group has grown',
    why: 'The group has more members than when you shared with it',
  },
  table_missing: { badge: 'table missing', why: 'A table of it does not exist any more' },
  support: { badge: 'support', why: 'Given to the support group for some hours' },
  parent_gone: {
    badge: 'gives nothing',
    why: 'The grant that it was shared on from has ended',
  },
};

const ALWAYS: readonly string[] = ['source:find'];
const whole = new Intl.NumberFormat('en-US');
const days = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });
const moments = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'short',
});

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  return items.length < 2
    ? items.join('')
    : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}

/** `1 table`, `1,204 rows`. */
export function counted(count: number, noun: string): string {
  return `${whole.format(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `24 Nov 2026`; the text itself when it is no time. */
export function dayWords(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? time : days.format(date);
}

/** `24 Nov 2026, 18:05`, in the time of this computer. */
export function momentWords(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? time : moments.format(date);
}

/** What may be done, in the order in which it is offered: `see its tables and write queries`. */
export function actionWords(actions: readonly string[]): string {
  const named = Object.keys(ACTIONS).filter(
    action => actions.includes(action) && !ALWAYS.includes(action),
  );
  return named.length === 0
    ? 'nothing'
    : listed(named.map(action => ACTIONS[action] ?? action));
}

/** `see its tables`; an action that this page does not know is named as it is. */
export function actionWord(action: string): string {
  return ACTIONS[action] ?? action;
}

/** Such as: `email shown as NULL`. */
export function maskWords(mask: MaskView): string {
  const value = mask.kind === 'constant' ? `“${mask.constant}”` : MASKS[mask.kind];
  return `${mask.column} shown as ${value}`;
}

/** `Ben (ben@example.com)`, `ben@example.com` or `the group analysts`. */
export function recipientWords(recipient: Recipient): string {
  if (recipient.kind === 'group') {
    return `the group ${recipient.name}`;
  }
  const { person } = recipient;
  return person === null || person.name === recipient.name || person.name === ''
    ? recipient.name
    : `${person.name} (${recipient.name})`;
}

/** The same at the beginning of a sentence; an address stays as it is written. */
export function recipientStart(recipient: Recipient): string {
  const words = recipientWords(recipient);
  return recipient.kind === 'group' ? capital(words) : words;
}

/** A pattern of tables: `all tables`, `all tables of sales`, or the table itself. */
export function patternWords(pattern: string): string {
  if (pattern === '*' || pattern === '*.*') {
    return 'all tables';
  }
  return pattern.endsWith('.*') && !pattern.slice(0, -2).includes('*')
    ? `all tables of ${pattern.slice(0, -2)}`
    : pattern;
}

/** Such as: `main.orders: only id and total; email shown as NULL; rows where region = 'EU'`. */
export function tableWords(share: TableShare): string {
  const parts = [
    share.columns === null ? '' : `only ${listed(share.columns)}`,
    share.hidden.length === 0 ? '' : `without ${listed(share.hidden)}`,
    ...share.masks.map(maskWords),
    share.rowFilter === null ? '' : `only rows where ${share.rowFilter}`,
  ].filter(part => part !== '');
  const name = patternWords(share.pattern);
  return parts.length === 0 ? name : `${name}: ${parts.join('; ')}`;
}

/** A short form for one line: `orders (2 columns, 1 masked, some rows)`. */
function tableNote(share: TableShare): string {
  const parts = [
    share.columns === null ? '' : counted(share.columns.length, 'column'),
    share.hidden.length === 0 ? '' : `without ${listed(share.hidden)}`,
    share.masks.length === 0 ? '' : `${share.masks.length} masked`,
    share.rowFilter === null ? '' : 'some rows',
  ].filter(part => part !== '');
  const name = patternWords(share.pattern);
  return parts.length === 0 ? name : `${name} (${parts.join(', ')})`;
}

const NAMED_AT_MOST = 4;

/** The tables of a grant on one line. */
export function tablesWords(shares: readonly TableShare[]): string {
  const more = shares.length - NAMED_AT_MOST;
  const named = shares.slice(0, more > 0 ? NAMED_AT_MOST : undefined).map(tableNote);
  return listed(more > 0 ? [...named, `${more} more`] : named);
}

/** What bounds it besides its tables, a few words each. */
export function conditionWords(terms: GrantTerms): readonly string[] {
  const { strength } = terms;
  return [
    terms.savedQueries === null ? '' : `saved queries: ${listed(terms.savedQueries)}`,
    terms.rows === null ? '' : `at most ${counted(terms.rows, 'row')} a query`,
    terms.seconds === null ? '' : `at most ${counted(terms.seconds, 'second')} a query`,
    strength.acr.length === 0 ? '' : `signed in with ${strength.acr.join(' or ')}`,
    strength.amr.length === 0 ? '' : `signed in by ${listed(strength.amr)}`,
    strength.maxAgeSeconds === null
      ? ''
      : `signed in at most ${durationWords(strength.maxAgeSeconds)} ago`,
  ].filter(part => part !== '');
}

/** `90 seconds`, `30 minutes`, `12 hours`. */
export function durationWords(seconds: number): string {
  if (seconds % 3600 === 0) {
    return counted(seconds / 3600, 'hour');
  }
  return seconds % 60 === 0 ? counted(seconds / 60, 'minute') : counted(seconds, 'second');
}

/** The whole of a grant in sentences: what is about to be shared, or taken away. */
export function summaryWords(source: string, terms: GrantTerms): readonly string[] {
  const who = terms.recipient.name === '' ? 'Nobody yet' : recipientStart(terms.recipient);
  const end =
    terms.until === null
      ? ', until you take it back'
      : ` until ${momentWords(terms.until)}`;
  if (terms.effect === 'deny') {
    const what =
      terms.tables.length === 0
        ? `may not ${actionWords(terms.actions).replaceAll(' and ', ' or ')} in ${source}`
        : `does not get ${tablesWords(terms.tables)} of ${source}`;
    return [`${who} ${what}${end}, whatever other grants say.`];
  }
  const reads = terms.actions.some(one => one === 'source:see' || one === 'source:query');
  const where = reads
    ? ` in ${tablesWords(terms.tables) || 'no table yet'} of ${source}`
    : ` of ${source}`;
  const conditions = conditionWords(terms);
  return [
    `${who} may ${actionWords(terms.actions)}${where}${end}.`,
    ...(conditions.length === 0 ? [] : [`${capital(conditions.join('; '))}.`]),
  ];
}

/** What a grant's flags say, as badges with their reason. */
export function flagWords(
  flags: readonly string[],
): readonly { readonly badge: string; readonly why: string }[] {
  return flags.map(flag => FLAGS[flag] ?? { badge: flag.replaceAll('_', ' '), why: flag });
}

/** Everything of a grant that a person may look for with the filter box. */
export function searchText(grant: Grant): string {
  return [
    recipientWords(grant.recipient),
    grant.source,
    grant.grantor.name,
    grant.grantor.email,
    actionWords(grant.actions),
    ...grant.tables.map(tableWords),
    ...conditionWords(grant),
    ...flagWords(grant.flags).map(flag => flag.badge),
    grant.note,
  ]
    .join(' ')
    .toLowerCase();
}

export function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
