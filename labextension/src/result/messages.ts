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

/** The kernel's answer to `hello`. */
export interface ResultShape {
  readonly source: string;
  readonly rows: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly truncated: boolean;
  readonly columns: readonly ResultColumn[];
  readonly largestPage: number;
}

const parseHello = object({
  source: text,
  rows: count,
  bytes: count,
  seconds: number,
  truncated: flag,
  columns: listOf(object({ name: text, type: text, logical: optional(text, '') })),
  largest_page: count,
});

export const parseShape: Parser<ResultShape> = (value, path) => {
  const { largest_page: largestPage, ...shape } = parseHello(value, path);
  return { ...shape, largestPage };
};

/** What a notebook file may hold of a result besides its handle. */
export interface SavedOutline {
  readonly rows: number;
  readonly columns: number;
  readonly truncated: boolean;
  readonly names: readonly string[];
}

/** What stands in the notebook: it may come from anywhere, so nothing in it is believed. */
export interface SealedResult {
  readonly rid: string;
  readonly outline: SavedOutline | null;
}

const parseOutline = object({
  rows: count,
  columns: count,
  truncated: optional(flag, false),
  names: optional(listOf(text), []),
});

const parseSealed = object({ rid: text, outline: optional(parseOutline, null) });

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
