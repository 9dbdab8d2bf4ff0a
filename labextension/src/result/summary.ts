/** What the kernel says of the values of one column. */

import {
  count,
  flag,
  isRecord,
  listOf,
  number,
  object,
  optional,
  text,
} from '../api/parse';
import type { Parser } from '../api/parse';

/** How many values lie between two neighbouring edges. */
export interface Histogram {
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/** A value as it is shown, and how many rows have it. */
export interface TopValue {
  readonly text: string;
  readonly count: number;
}

/** The values of one column of a view. */
export interface Summary {
  readonly column: number;
  readonly rows: number;
  readonly nulls: number;
  /** NaN and infinities, which are in no bin of the histogram. */
  readonly nans: number;
  readonly infinities: number;
  readonly distinct: number | null;
  readonly isDistinctApproximate: boolean;
  readonly min: string | null;
  readonly max: string | null;
  readonly mean: string | null;
  readonly histogram: Histogram | null;
  readonly top: readonly TopValue[];
  /** How many rows have a value that is not among the top ones. */
  readonly others: number;
}

/** A number, or the text of one that JSON cannot hold exactly. */
const shown: Parser<string> = (value, path) =>
  typeof value === 'number' ? String(value) : text(value, path);

const parseAnswer = object({
  column: count,
  rows: count,
  nulls: count,
  nans: optional(count, 0),
  infinities: optional(count, 0),
  distinct: optional(count, null),
  is_distinct_approximate: optional(flag, false),
  min: optional(shown, null),
  max: optional(shown, null),
  mean: optional(shown, null),
  histogram: optional(object({ edges: listOf(number), counts: listOf(count) }), null),
  top: optional(listOf(object({ text, count })), []),
  others: optional(count, 0),
});

export const parseSummary: Parser<Summary> = (value, path) => {
  const { is_distinct_approximate: isDistinctApproximate, ...summary } = parseAnswer(
    value,
    path,
  );
  return { ...summary, isDistinctApproximate };
};

/** Where something was found; null when there is no more of it. */
export interface Found {
  readonly row: number;
  readonly column: number;
}

export const parseFound: Parser<Found | null> = (value, path) =>
  isRecord(value) && value['row'] === null
    ? null
    : object({ row: count, column: optional(count, 0) })(value, path);

/** A parameter with its value, which was asked for. */
export const parseParameters = object({
  parameters: listOf(object({ name: text, type: text, text })),
});

/** What an export has written. */
export const parseExported = object({ path: text, rows: count, bytes: count });
