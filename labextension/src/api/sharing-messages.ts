/** The broker's replies about sharing: grants, uses, other people's views, proposals. */

import { MASK_KINDS, parsePerson, type MaskKind, type Person } from './messages';
import {
  count,
  flag,
  listOf,
  number,
  object,
  oneOf,
  optional,
  recordOf,
  text,
  type Parser,
} from './parse';
import type { components } from './types';

type Schemas = components['schemas'];

/** What the broker is sent to share, or to change what was shared. */
export type GrantDraft = Schemas['GrantDraft'];
export type GrantableAction = GrantDraft['actions'][number];
export type RecipientDraft = Schemas['RecipientDraft'];
export type RecipientKind = Schemas['RecipientKind'];
export type Effect = Schemas['Effect'];
export type SupportDraft = Schemas['SupportDraft'];
export type ViewAsRequest = Schemas['ViewAsRequest'];

export const GRANTABLE = [
  'source:see',
  'source:query',
  'source:run',
  'source:export',
  'source:manage',
] as const satisfies readonly GrantableAction[];

export interface MaskView {
  readonly column: string;
  readonly kind: MaskKind;
  readonly constant: string;
  readonly label: string | null;
}

export interface TableShare {
  readonly pattern: string;
  readonly columns: readonly string[] | null;
  readonly hidden: readonly string[];
  readonly masks: readonly MaskView[];
  readonly rowFilter: string | null;
}

export interface Strength {
  readonly acr: readonly string[];
  readonly amr: readonly string[];
  readonly maxAgeSeconds: number | null;
}

export interface Recipient {
  readonly kind: RecipientKind;
  readonly name: string;
  /** Who it is, once they have signed in. */
  readonly person: Person | null;
}

/** What a grant says, whether it is given or only proposed. */
export interface GrantTerms {
  readonly recipient: Recipient;
  readonly effect: Effect;
  readonly actions: readonly string[];
  readonly tables: readonly TableShare[];
  readonly savedQueries: readonly string[] | null;
  readonly rows: number | null;
  readonly seconds: number | null;
  readonly strength: Strength;
  readonly until: string | null;
  readonly note: string;
}

export interface Grant extends GrantTerms {
  readonly id: string;
  readonly sourceId: string;
  readonly source: string;
  readonly grantor: Person;
  /** Whether the person who is signed in gave it. */
  readonly mine: boolean;
  readonly since: string;
  readonly isSupport: boolean;
  readonly usage: {
    readonly times: number;
    readonly last: string | null;
    readonly rows: number;
  };
  readonly members: number | null;
  readonly flags: readonly string[];
}

export interface RevokeReport {
  readonly grants: number;
  readonly queries: number;
}

export interface Use {
  /** The grants that it rested on; none for the owner's own. */
  readonly grants: readonly string[];
  readonly at: string;
  readonly person: Person;
  readonly action: string;
  readonly outcome: string;
  readonly reasons: readonly string[];
  readonly savedQuery: string | null;
  readonly columns: readonly string[];
  readonly rows: number;
  readonly seconds: number;
}

export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly reasons: readonly string[];
}

export interface SeenTable {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly mask: MaskKind | null;
  }[];
  readonly rowFilter: string | null;
}

export interface ViewAs {
  readonly actions: readonly string[];
  readonly refusals: Readonly<Record<string, Refusal>>;
  readonly tables: readonly SeenTable[];
  readonly rows: number | null;
  readonly seconds: number | null;
  readonly assumed: readonly string[];
  readonly sql: string | null;
  readonly refusal: Refusal | null;
}

/** What would come of a draft that can be shared as it is filled in. */
export interface Preview {
  /** What has to be meant: a sentence for each code. */
  readonly confirmations: Readonly<Record<string, string>>;
  /** The source through the recipient's eyes; null for who does not own it. */
  readonly view: ViewAs | null;
}

export interface Banner {
  readonly sentence: string;
  readonly until: string;
  readonly sourceId: string;
  readonly grantId: string;
}

/** What code in a notebook asks its person to confirm. */
export type Proposal = {
  readonly id: string;
  readonly sourceId: string;
  readonly source: string;
  readonly expiresAt: string;
} & (
  | { readonly kind: 'share'; readonly terms: GrantTerms }
  | { readonly kind: 'transfer'; readonly email: string }
  | {
      readonly kind: 'support';
      readonly reason: string;
      readonly hours: number;
      readonly actions: readonly string[];
      readonly tables: readonly TableShare[];
    }
);

const nullable = <T>(parser: Parser<T>): Parser<T | null> => optional(parser, null);

const parseTables = listOf<TableShare>((value, path) => {
  const { row_filter: rowFilter, ...share } = parseShare(value, path);
  return { ...share, rowFilter };
});

const parseShare = object({
  pattern: text,
  columns: nullable(listOf(text)),
  hidden: optional(listOf(text), []),
  masks: optional(
    listOf(
      object({
        column: text,
        kind: oneOf(...MASK_KINDS),
        constant: optional(text, 'hidden'),
        label: nullable(text),
      }),
    ),
    [],
  ),
  row_filter: nullable(text),
});

const parseTerms = object({
  recipient: object({
    kind: oneOf('person', 'group'),
    name: text,
    person: nullable(parsePerson),
  }),
  effect: oneOf('allow', 'deny'),
  actions: listOf(text),
  tables: parseTables,
  saved_queries: nullable(listOf(text)),
  rows: nullable(count),
  seconds: nullable(number),
  strength: object({
    acr: optional(listOf(text), []),
    amr: optional(listOf(text), []),
    max_age_seconds: nullable(number),
  }),
  until: nullable(text),
  note: optional(text, ''),
});

function termsOf(value: unknown, path: string): GrantTerms {
  const { saved_queries: savedQueries, strength, ...terms } = parseTerms(value, path);
  const { max_age_seconds: maxAgeSeconds, ...methods } = strength;
  return { ...terms, savedQueries, strength: { ...methods, maxAgeSeconds } };
}

const parseGrantFacts = object({
  id: text,
  connector_id: text,
  source: text,
  grantor: parsePerson,
  mine: flag,
  since: text,
  support: flag,
  usage: object({ times: count, last: nullable(text), rows: count }),
  members: nullable(count),
  flags: optional(listOf(text), []),
});

export const parseGrant: Parser<Grant> = (value, path) => {
  const {
    connector_id: sourceId,
    support: isSupport,
    ...facts
  } = parseGrantFacts(value, path);
  return { ...termsOf(value, path), ...facts, sourceId, isSupport };
};

const parseGrantList = object({ grants: listOf(parseGrant) });

export const parseGrants: Parser<readonly Grant[]> = (value, path) =>
  parseGrantList(value, path).grants;

export const parseRevokeReport: Parser<RevokeReport> = object({
  grants: count,
  queries: count,
});

const parseUseList = object({
  uses: listOf(
    object({
      at: text,
      person: parsePerson,
      action: text,
      outcome: text,
      reasons: listOf(text),
      grants: listOf(text),
      saved_query: nullable(text),
      columns: listOf(text),
      rows: count,
      seconds: number,
    }),
  ),
});

export const parseUses: Parser<readonly Use[]> = (value, path) =>
  parseUseList(value, path).uses.map(({ saved_query: savedQuery, ...use }) => ({
    ...use,
    savedQuery,
  }));

const parseRefusal: Parser<Refusal> = object({
  code: text,
  message: text,
  reasons: optional(listOf(text), []),
});

const parseView = object({
  actions: listOf(text),
  refusals: recordOf(parseRefusal),
  tables: listOf(
    object({
      schema_name: text,
      name: text,
      columns: listOf(
        object({ name: text, type: text, mask: nullable(oneOf(...MASK_KINDS)) }),
      ),
      row_filter: nullable(text),
    }),
  ),
  rows: nullable(count),
  seconds: nullable(number),
  assumed: optional(listOf(text), []),
  sql: nullable(text),
  refusal: nullable(parseRefusal),
});

export const parseViewAs: Parser<ViewAs> = (value, path) => {
  const { tables, ...view } = parseView(value, path);
  return {
    ...view,
    tables: tables.map(({ schema_name: schema, row_filter: rowFilter, ...table }) => ({
      ...table,
      schema,
      rowFilter,
    })),
  };
};

export const parsePreview: Parser<Preview> = object({
  confirmations: optional(recordOf(text), {}),
  view: nullable(parseViewAs),
});

const parseBannerList = object({
  banners: listOf(
    object({ sentence: text, connector_id: text, grant_id: text, until: text }),
  ),
});

export const parseBanners: Parser<readonly Banner[]> = (value, path) =>
  parseBannerList(value, path).banners.map(one => ({
    sentence: one.sentence,
    until: one.until,
    sourceId: one.connector_id,
    grantId: one.grant_id,
  }));

const parseProposed = object({
  id: text,
  kind: oneOf('share', 'transfer', 'support'),
  connector_id: text,
  source: text,
  expires_at: text,
});
const parsePayloads = {
  share: object({ payload: termsOf }),
  transfer: object({ payload: object({ email: text }) }),
  support: object({
    payload: object({
      reason: text,
      hours: number,
      actions: listOf(text),
      tables: parseTables,
    }),
  }),
};

const parseProposal: Parser<Proposal> = (value, path) => {
  const { kind, ...proposed } = parseProposed(value, path);
  const { expires_at: expiresAt, connector_id: sourceId, ...named } = proposed;
  const facts = { ...named, sourceId };
  switch (kind) {
    case 'share':
      return { ...facts, expiresAt, kind, terms: parsePayloads.share(value, path).payload };
    case 'transfer':
      return { ...facts, expiresAt, kind, ...parsePayloads.transfer(value, path).payload };
    case 'support':
      return { ...facts, expiresAt, kind, ...parsePayloads.support(value, path).payload };
  }
};

const parseProposalList = object({ proposals: listOf(parseProposal) });

export const parseProposals: Parser<readonly Proposal[]> = (value, path) =>
  parseProposalList(value, path).proposals;
