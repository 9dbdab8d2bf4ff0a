/** The broker's replies about saved queries. */

import { parsePerson, type Person } from './messages';
import {
  count,
  flag,
  isRecord,
  listOf,
  object,
  oneOf,
  optional,
  ShapeError,
  text,
  type Parser,
} from './parse';

export const PARAMETER_TYPES = [
  'text',
  'integer',
  'decimal',
  'float',
  'boolean',
  'date',
  'timestamp',
  'uuid',
] as const;
export type ParameterType = (typeof PARAMETER_TYPES)[number];

/** A parameter of a saved query; values are in their exact text form. */
export interface ParameterRule {
  readonly name: string;
  readonly type: ParameterType;
  readonly description: string;
  readonly many: boolean;
  readonly optional: boolean;
  readonly default: readonly string[] | null;
  readonly minimum: string | null;
  readonly maximum: string | null;
  readonly choices: readonly string[];
  readonly choicesSql: string | null;
}

export interface SavedQuery {
  readonly sourceId: string;
  readonly source: string;
  readonly name: string;
  readonly version: number;
  readonly description: string;
  readonly parameters: readonly ParameterRule[];
  /** The statement, where the person may see it. */
  readonly sql: string | null;
  readonly showSql: boolean;
  readonly savedBy: Person;
  readonly savedAt: string;
  /** Why it would not run now; for the owner. */
  readonly problem: string | null;
}

/** A value as the broker takes it: its type by name, and its exact text. */
export interface ScalarDraft {
  readonly type: string;
  readonly text: string;
}

export interface SavedQueryDraft {
  readonly name: string;
  readonly description: string;
  readonly sql: string;
  readonly show_sql: boolean;
  readonly parameters: readonly {
    readonly name: string;
    readonly type: ParameterType;
    readonly description: string;
    readonly many: boolean;
    readonly optional: boolean;
    readonly default: ScalarDraft | { readonly items: readonly ScalarDraft[] } | null;
    readonly minimum: ScalarDraft | null;
    readonly maximum: ScalarDraft | null;
    readonly choices: readonly ScalarDraft[];
    readonly choices_sql: string | null;
  }[];
}

const nullable = <T>(parser: Parser<T>): Parser<T | null> => optional(parser, null);

const parseScalar = object({ type: text, text: optional(text, '') });
const parseItems = object({ items: listOf(parseScalar) });

/** The text of one value, or of each of several; null for no value at all. */
const parseTexts: Parser<readonly string[] | null> = (value, path) => {
  if (value === null || value === undefined) {
    return null;
  }
  if (!isRecord(value)) {
    throw new ShapeError(path, 'a value');
  }
  const scalars =
    'items' in value ? parseItems(value, path).items : [parseScalar(value, path)];
  return scalars.every(one => one.type === 'null') && !('items' in value)
    ? null
    : scalars.map(one => one.text);
};

const parseText: Parser<string | null> = (value, path) =>
  parseTexts(value, path)?.[0] ?? null;

const parseRule = object({
  name: text,
  type: oneOf(...PARAMETER_TYPES),
  description: optional(text, ''),
  many: optional(flag, false),
  optional: optional(flag, false),
  default: parseTexts,
  minimum: parseText,
  maximum: parseText,
  choices: optional(listOf(parseScalar), []),
  choices_sql: nullable(text),
});

const parseView = object({
  connector_id: text,
  source: text,
  name: text,
  version: count,
  description: optional(text, ''),
  parameters: listOf(parseRule),
  sql: nullable(text),
  show_sql: optional(flag, false),
  saved_by: parsePerson,
  saved_at: text,
  problem: nullable(text),
});

export const parseSavedQuery: Parser<SavedQuery> = (value, path) => {
  const view = parseView(value, path);
  return {
    sourceId: view.connector_id,
    source: view.source,
    name: view.name,
    version: view.version,
    description: view.description,
    parameters: view.parameters.map(({ choices, choices_sql: choicesSql, ...rule }) => ({
      ...rule,
      choices: choices.map(one => one.text),
      choicesSql,
    })),
    sql: view.sql,
    showSql: view.show_sql,
    savedBy: view.saved_by,
    savedAt: view.saved_at,
    problem: view.problem,
  };
};

const parseList = object({ saved_queries: listOf(parseSavedQuery) });

export const parseSavedQueries: Parser<readonly SavedQuery[]> = (value, path) =>
  parseList(value, path).saved_queries;
