/** What a kernel says of a result, and what a notebook may hold of it. */

import {
  count,
  flag,
  isRecord,
  listOf,
  number,
  object,
  oneOf,
  optional,
  text,
} from '../api/parse';
import type { Parser } from '../api/parse';
import { parseChartRequest, type ChartRequest } from '../chart/messages';

export const RESULT_MIME = 'application/vnd.datawisp.result+json';
export const RESULT_TARGET = 'datawisp.result';
export const PROGRESS_TARGET = 'datawisp.progress';

export interface ResultColumn {
  readonly name: string;
  /** The Arrow type that carries the column. */
  readonly type: string;
  /** What the column means, when its Arrow type does not say it: `uuid`, `decimal`, … */
  readonly logical: string;
}

/** A parameter that the query was run with; its value is asked for when somebody wants it. */
export interface ResultParameter {
  readonly name: string;
  readonly type: string;
}

/** The kernel's answer to `hello`, for a result. */
export interface ResultShape {
  readonly source: string;
  readonly rows: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly truncated: boolean;
  readonly columns: readonly ResultColumn[];
  readonly largestPage: number;
  readonly parameters: readonly ResultParameter[];
  readonly mayExport: boolean;
  /** What a reader of the rows has to know, in sentences. */
  readonly notes: readonly string[];
}

/** What kind of output a `hello` is about: a result where it says nothing. */
export const parseKind: Parser<string> = (value, path) =>
  object({ kind: optional(text, 'result') })(value, path).kind;

const parseHello = object({
  source: text,
  rows: count,
  bytes: count,
  seconds: number,
  truncated: flag,
  columns: listOf(object({ name: text, type: text, logical: optional(text, '') })),
  largest_page: count,
  parameters: optional(listOf(object({ name: text, type: text })), []),
  may_export: optional(flag, false),
  notes: optional(listOf(text), []),
});

export const parseShape: Parser<ResultShape> = (value, path) => {
  const {
    largest_page: largestPage,
    may_export: mayExport,
    ...shape
  } = parseHello(value, path);
  return { ...shape, largestPage, mayExport };
};

/** The kernel's answer to `view`: its name for the view, and how many rows that has. */
export const parseView = object({ view: text, rows: count });

/** An answer that is JSON; raises ShapeError, or SyntaxError when it is not even that. */
export function readJson<T>(bytes: Uint8Array, parser: Parser<T>, name: string): T {
  return parser(JSON.parse(new TextDecoder().decode(bytes)) as unknown, name);
}

/** What a notebook file may hold of a result besides its handle. */
export interface SavedOutline {
  readonly rows: number;
  readonly columns: number;
  readonly truncated: boolean;
  readonly names: readonly string[];
  /** When the rows came, in UTC; empty when nobody noted it. */
  readonly madeAt: string;
  readonly seconds: number | null;
}

/** What stands in the notebook: it may come from anywhere, so nothing in it is believed. */
export interface SealedResult {
  readonly rid: string;
  /** What was sealed: `result` for rows, `output` for whatever a cell showed, … */
  readonly kind: string;
  readonly source: string;
  readonly outline: SavedOutline | null;
  /** The chart that the output opens with; null for one that opens with rows. */
  readonly chart: ChartRequest | null;
}

const parseSavedOutline = object({
  rows: count,
  columns: count,
  truncated: optional(flag, false),
  names: optional(listOf(text), []),
  made_at: optional(text, ''),
  seconds: optional(number, null),
});

const parseOutline: Parser<SavedOutline> = (value, path) => {
  const { made_at: madeAt, ...outline } = parseSavedOutline(value, path);
  return { ...outline, madeAt };
};

const parseSealed = object({
  rid: text,
  kind: optional(text, 'result'),
  source: optional(text, ''),
  outline: optional(parseOutline, null),
  chart: optional(parseChartRequest, null),
});

/** The sealed result of an output; null when the output is not one. */
export function findSealed(value: unknown): SealedResult | null {
  if (!isRecord(value) || value['v'] !== 1) {
    return null;
  }
  try {
    const sealed = parseSealed(value, 'The output');
    return /^[A-Za-z0-9_-]{16,64}$/.test(sealed.rid) ? sealed : null;
  } catch {
    return null;
  }
}

export const PHASES = ['waiting', 'streaming', 'done', 'failed', 'stopped'] as const;
export type Phase = (typeof PHASES)[number];

/** How a query is getting on. */
export interface Progress {
  readonly source: string;
  readonly phase: Phase;
  readonly rows: number;
  readonly bytes: number;
  readonly seconds: number;
}

export const parseProgress: Parser<Progress> = object({
  source: text,
  phase: oneOf(...PHASES),
  rows: count,
  bytes: count,
  seconds: number,
});
