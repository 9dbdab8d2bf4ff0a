/** The broker's replies: what this page reads of them, and the parsers that check it. */

import {
  count,
  flag,
  listOf,
  number,
  object,
  oneOf,
  optional,
  record,
  recordOf,
  text,
  type Parser,
} from './parse';
import type { components } from './types';

type Schemas = components['schemas'];

/** What of a result the saved notebook may keep. */
export type Outline = Schemas['Outline'];

export const OUTLINES = [
  'nothing',
  'shape',
  'columns',
] as const satisfies readonly Outline[];

/** How much of what a kernel shows is sealed while it holds rows of a source. */
export type OutputLevel = Schemas['OutputLevel'];

export const OUTPUT_LEVELS = [
  'results',
  'everything',
  'open',
] as const satisfies readonly OutputLevel[];

export interface Person {
  readonly name: string;
  readonly email: string;
}

export interface Me {
  readonly person: Person;
}

export interface Source {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly owner: Person;
  readonly mine: boolean;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly outline: Outline;
  readonly outputLevel: OutputLevel;
  readonly actions: readonly string[];
}

export interface Kind {
  readonly kind: string;
  readonly title: string;
  readonly settingsSchema: Readonly<Record<string, unknown>>;
  readonly secretsSchema: Readonly<Record<string, unknown>>;
}

export interface TestReport {
  readonly product: string;
  readonly encryption: string;
  readonly tables: number;
  readonly milliseconds: number;
  readonly warnings: readonly string[];
  /** Rights of the database account that go beyond reading, a sentence each. */
  readonly findings: readonly string[];
  /** What makes an account without them; empty where there is no such script. */
  readonly grantScript: string;
}

/** What stands in place of a masked column's values. */
export type MaskKind = Schemas['MaskKind'];

export const MASK_KINDS = [
  'null',
  'constant',
  'pseudonym',
] as const satisfies readonly MaskKind[];

export interface Column {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  /** What the person who is signed in sees in place of its values. */
  readonly mask: MaskKind | null;
}

export interface Table {
  readonly schema: string;
  readonly name: string;
  readonly isView: boolean;
  /** Whether rows may be held back from the person who is signed in. */
  readonly isFiltered: boolean;
  readonly columns: readonly Column[];
}

export interface Catalog {
  readonly tables: readonly Table[];
  readonly defaultSchemas: readonly string[];
}

/** What the broker is sent to add a source, or to test it before. */
export type Draft = Schemas['ConnectorDraft'];

/** RFC 9457 problem details with the stable `code`. */
export interface Problem {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly hint: string;
  readonly fields: Readonly<Record<string, string>>;
}

export const parsePerson: Parser<Person> = object({
  name: text,
  email: optional(text, ''),
});

export const parseMe: Parser<Me> = object({ person: parsePerson });

const parseSourceView = object({
  id: text,
  name: text,
  kind: text,
  owner: parsePerson,
  mine: flag,
  settings: record,
  outline: oneOf(...OUTLINES),
  output_level: oneOf(...OUTPUT_LEVELS),
  actions: listOf(text),
});

export const parseSource: Parser<Source> = (value, path) => {
  const { output_level: outputLevel, ...source } = parseSourceView(value, path);
  return { ...source, outputLevel };
};

const parseSourceList = object({ connectors: listOf(parseSource) });

export const parseSources: Parser<readonly Source[]> = (value, path) =>
  parseSourceList(value, path).connectors;

const parseKindList = object({
  kinds: listOf(
    object({ kind: text, title: text, settings_schema: record, secrets_schema: record }),
  ),
});

export const parseKinds: Parser<readonly Kind[]> = (value, path) =>
  parseKindList(value, path).kinds.map(one => ({
    kind: one.kind,
    title: one.title,
    settingsSchema: one.settings_schema,
    secretsSchema: one.secrets_schema,
  }));

const parseReport = object({
  product: text,
  encryption: text,
  tables: count,
  milliseconds: number,
  warnings: optional(listOf(text), []),
  findings: optional(listOf(object({ sentence: text })), []),
  grant_script: optional(text, ''),
});

export const parseTestReport: Parser<TestReport> = (value, path) => {
  const { findings, grant_script: grantScript, ...report } = parseReport(value, path);
  return { ...report, findings: findings.map(one => one.sentence), grantScript };
};

const parseTableList = object({
  tables: listOf(
    object({
      schema_name: text,
      name: text,
      is_view: flag,
      is_filtered: optional(flag, false),
      columns: listOf(
        object({
          name: text,
          type: text,
          nullable: flag,
          mask: optional(oneOf(...MASK_KINDS), null),
        }),
      ),
    }),
  ),
  default_schemas: listOf(text),
});

export const parseCatalog: Parser<Catalog> = (value, path) => {
  const { tables, default_schemas: defaultSchemas } = parseTableList(value, path);
  return {
    tables: tables.map(one => ({
      schema: one.schema_name,
      name: one.name,
      isView: one.is_view,
      isFiltered: one.is_filtered,
      columns: one.columns,
    })),
    defaultSchemas,
  };
};

export const parseProblem: Parser<Problem> = object({
  code: text,
  title: optional(text, ''),
  detail: optional(text, ''),
  hint: optional(text, ''),
  fields: optional(recordOf(text), {}),
});
