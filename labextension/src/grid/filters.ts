/** What can be asked of a column's values, in words and as a request. */

import type { ResultColumn } from '../result/messages';
import type { Filter, RequestValue } from '../result/requests';

/** What kind of values a column has, as far as filters are concerned. */
export type ColumnKind = 'number' | 'text' | 'time' | 'duration' | 'flag' | 'other';

export function kindOf({ type, logical }: ResultColumn): ColumnKind {
  const values = /^dictionary<values=([^,>]+)/.exec(type)?.[1] ?? type;
  if (logical === 'decimal' || /^(u?int\d+|halffloat|float|double|decimal)/.test(values)) {
    return 'number';
  }
  if (/^(date|timestamp|time)/.test(values)) {
    return 'time';
  }
  if (values.startsWith('duration')) {
    return 'duration';
  }
  if (/^(large_)?string/.test(values) || values === 'string_view') {
    return 'text';
  }
  return values === 'bool' ? 'flag' : 'other';
}

/** A way to compare that a person can choose. */
export interface Comparison {
  readonly op: Filter['op'];
  readonly label: string;
  readonly values: 0 | 1 | 2;
}

const NULLS: readonly Comparison[] = [
  { op: 'null', label: 'is NULL', values: 0 },
  { op: 'not_null', label: 'is not NULL', values: 0 },
];

const TEXT: readonly Comparison[] = [
  { op: 'contains', label: 'contains', values: 1 },
  { op: 'starts', label: 'starts with', values: 1 },
  { op: 'eq', label: 'is', values: 1 },
  { op: 'ne', label: 'is not', values: 1 },
];

const ORDERED: readonly Comparison[] = [
  { op: 'between', label: 'between', values: 2 },
  { op: 'eq', label: '=', values: 1 },
  { op: 'ne', label: '≠', values: 1 },
  { op: 'ge', label: '≥', values: 1 },
  { op: 'gt', label: '>', values: 1 },
  { op: 'le', label: '≤', values: 1 },
  { op: 'lt', label: '<', values: 1 },
];

/** How the values of a column can be compared, the most likely way first. */
export function comparisonsOf(kind: ColumnKind): readonly Comparison[] {
  switch (kind) {
    case 'number':
    case 'time':
    case 'duration':
      return [...ORDERED, ...NULLS];
    case 'text':
      return [...TEXT, ...NULLS];
    case 'flag':
      return [{ op: 'eq', label: 'is', values: 1 }, ...NULLS];
    case 'other':
      return [{ op: 'contains', label: 'contains', values: 1 }, ...NULLS];
  }
}

/** A filter, or the sentence that says what is wrong with what was written. */
export function filterOf(
  column: number,
  shape: ResultColumn,
  { op, values }: Comparison,
  written: readonly string[],
): Filter | string {
  if (op === 'null' || op === 'not_null') {
    return { column, op };
  }
  const parsed = written.slice(0, values).map(one => valueOf(shape, one));
  const problem = parsed.find(one => 'problem' in one);
  if (problem !== undefined && 'problem' in problem) {
    return problem.problem;
  }
  const read = parsed.flatMap(one => ('value' in one ? [one.value] : []));
  if (op === 'between' || op === 'in') {
    return { column, op, values: read };
  }
  const [value] = read;
  return value === undefined ? 'A value is missing.' : { column, op, value };
}

/** The rows with the value of a cell, or those without; null when it cannot be told. */
export function cellFilter(
  column: number,
  shape: ResultColumn,
  cell: { readonly kind: 'null' } | { readonly kind: 'value'; readonly text: string },
  isNot: boolean,
): Filter | null {
  if (cell.kind === 'null') {
    return { column, op: isNot ? 'not_null' : 'null' };
  }
  const read = valueOf(shape, cell.text);
  return 'value' in read ? { column, op: isNot ? 'ne' : 'eq', value: read.value } : null;
}

/** A value that was picked or written, as the kernel takes it for this column. */
export function valueOf(
  shape: ResultColumn,
  written: string,
): { readonly value: RequestValue } | { readonly problem: string } {
  const trimmed = written.trim();
  switch (kindOf(shape)) {
    case 'number':
      return numberOf(shape, trimmed);
    case 'time':
      return trimmed === ''
        ? { problem: 'A date or time is missing, such as 2025-01-31.' }
        : { value: trimmed };
    case 'duration':
      return trimmed === ''
        ? { problem: 'A duration is missing, such as 1 d 02:03:04.' }
        : { value: trimmed };
    case 'flag':
      return { value: trimmed.toLowerCase() === 'true' };
    default:
      return written === '' ? { problem: 'A text is missing.' } : { value: written };
  }
}

function numberOf(
  { type }: ResultColumn,
  written: string,
): { readonly value: RequestValue } | { readonly problem: string } {
  const plain = written.replace(/[,_\s]/g, '');
  if (plain === '' || Number.isNaN(Number(plain))) {
    return {
      problem:
        plain === '' ? 'A number is missing.' : 'This is not a number, such as 12.5.',
    };
  }
  // Text for what a number in JSON would bend.
  const isFloat = /^(halffloat|float|double)/.test(type);
  return { value: isFloat ? Number(plain) : plain };
}

/** Such as `price ≥ 10` or `city is one of 3 values`. */
export function filterWords(filter: Filter, name: string): string {
  switch (filter.op) {
    case 'null':
      return `${name} is NULL`;
    case 'not_null':
      return `${name} is not NULL`;
    case 'between':
      return `${name} from ${filter.values.map(String).join(' to ')}`;
    case 'in':
      return filter.values.length === 1
        ? `${name} is ${String(filter.values[0])}`
        : `${name} is one of ${filter.values.length} values`;
    default: {
      const label = [...TEXT, ...ORDERED].find(({ op }) => op === filter.op)?.label ?? '';
      return `${name} ${label} ${String(filter.value)}`;
    }
  }
}
