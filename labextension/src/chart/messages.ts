/** What is asked of a kernel for a chart, and its answer: few points, and how to draw them. */

import {
  count,
  listOf,
  object,
  oneOf,
  optional,
  record,
  text,
  type Parser,
} from '../api/parse';

export const KINDS = [
  'bar',
  'line',
  'area',
  'scatter',
  'histogram',
  'box',
  'heatmap',
] as const;
export type ChartKind = (typeof KINDS)[number];

export const AGGREGATES = ['count', 'sum', 'mean', 'median', 'min', 'max'] as const;
export type Aggregate = (typeof AGGREGATES)[number];

export const UNITS = ['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute'] as const;
export type TimeUnit = (typeof UNITS)[number];

/** What to draw; columns are places in the result, and null leaves the choice to the kernel. */
export interface ChartRequest {
  readonly kind: ChartKind | null;
  readonly x: number | null;
  readonly y: number | null;
  readonly aggregate: Aggregate | null;
  readonly color: number | null;
  readonly unit: TimeUnit | null;
  readonly bins: number | null;
}

export const NO_CHOICE: ChartRequest = {
  kind: null,
  x: null,
  y: null,
  aggregate: null,
  color: null,
  unit: null,
  bins: null,
};

/** The request without what was left open, as it travels. */
export function chartMessage(request: ChartRequest): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(request).filter(([, value]) => value !== null));
}

export const parseChartRequest: Parser<ChartRequest> = object({
  kind: optional(oneOf(...KINDS), null),
  x: optional(count, null),
  y: optional(count, null),
  aggregate: optional(oneOf(...AGGREGATES), null),
  color: optional(count, null),
  unit: optional(oneOf(...UNITS), null),
  bins: optional(count, null),
});

/** A chart: what was taken for what was left open, how to draw it, its points, and notes. */
export interface ChartAnswer {
  readonly chart: ChartRequest;
  readonly spec: Readonly<Record<string, unknown>>;
  readonly values: readonly Readonly<Record<string, unknown>>[];
  readonly notes: readonly string[];
}

export const parseChartAnswer: Parser<ChartAnswer> = object({
  chart: parseChartRequest,
  spec: record,
  values: listOf(record),
  notes: optional(listOf(text), []),
});
