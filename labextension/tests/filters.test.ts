// @vitest-environment jsdom
import { expect, test } from 'vitest';

import { hexDump } from '../src/grid/cell-viewer';
import {
  cellFilter,
  comparisonsOf,
  filterOf,
  filterWords,
  kindOf,
  type ColumnKind,
} from '../src/grid/filters';
import { CellSelection } from '../src/grid/selection';
import { nextSort } from '../src/grid/sorting';
import { spark, summaryWords } from '../src/grid/spark';
import type { ResultColumn } from '../src/result/messages';
import { parseFound, parseSummary } from '../src/result/summary';
import { shownWords } from '../src/result/words';

const column = (type: string, logical = ''): ResultColumn => ({ name: 'c', type, logical });

test.each<[string, string, ColumnKind]>([
  ['int64', '', 'number'],
  ['uint8', '', 'number'],
  ['double', '', 'number'],
  ['decimal128(10, 2)', '', 'number'],
  ['string', 'decimal', 'number'],
  ['string', '', 'text'],
  ['large_string', '', 'text'],
  ['dictionary<values=string, indices=int32, ordered=0>', '', 'text'],
  ['date32[day]', '', 'time'],
  ['duration[us]', '', 'duration'],
  ['timestamp[us, tz=UTC]', '', 'time'],
  ['bool', '', 'flag'],
  ['binary', '', 'other'],
  ['list<item: int64>', '', 'other'],
])('%s (%s) is filtered as %s', (type, logical, kind) => {
  expect(kindOf(column(type, logical))).toBe(kind);
});

function read(type: string, label: string, ...written: string[]): unknown {
  const shape = column(type);
  const comparison = comparisonsOf(kindOf(shape)).find(one => one.label === label);
  return comparison === undefined ? label : filterOf(3, shape, comparison, written);
}

test('a whole number of 64 bits travels as text, and none of its digits gets lost', () => {
  expect(read('int64', '=', '9,007,199,254,740,993')).toEqual({
    column: 3,
    op: 'eq',
    value: '9007199254740993',
  });
});

test('a range has two values', () => {
  expect(read('double', 'between', '1', '2.5')).toEqual({
    column: 3,
    op: 'between',
    values: [1, 2.5],
  });
});

test.each([
  ['double', '≥', 'ten', 'This is not a number, such as 12.5.'],
  ['double', '≥', '', 'A number is missing.'],
  ['string', 'contains', '', 'A text is missing.'],
  ['date32[day]', '<', ' ', 'A date or time is missing, such as 2025-01-31.'],
])('a filter of %s by %s "%s" is answered with a sentence', (type, label, text, words) => {
  expect(read(type, label, text)).toBe(words);
});

test('NULL is asked for without a value', () => {
  expect(read('string', 'is NULL')).toEqual({ column: 3, op: 'null' });
  expect(cellFilter(3, column('string'), { kind: 'null' }, true)).toEqual({
    column: 3,
    op: 'not_null',
  });
});

test('filters have words', () => {
  expect(filterWords({ column: 0, op: 'in', values: ['a', 'b'] }, 'city')).toBe(
    'city is one of 2 values',
  );
  expect(filterWords({ column: 0, op: 'between', values: [1, 2] }, 'price')).toBe(
    'price from 1 to 2',
  );
  expect(filterWords({ column: 0, op: 'ge', value: 1 }, 'price')).toBe('price ≥ 1');
  expect([shownWords(3, 1000), shownWords(1000, 1000)]).toEqual([
    '3 of 1,000 rows',
    '1,000 rows',
  ]);
});

test('a click sorts up, then down, then not; with Shift after the columns before', () => {
  const up = nextSort([], 2, false);
  expect(up).toEqual([{ column: 2, descending: false }]);
  const down = nextSort(up, 2, false);
  expect(down).toEqual([{ column: 2, descending: true }]);
  expect(nextSort(down, 2, false)).toEqual([]);
  expect(nextSort(down, 5, true)).toEqual([...down, { column: 5, descending: false }]);
  expect(nextSort(down, 5, false)).toEqual([{ column: 5, descending: false }]);
});

test('a rectangle is the same whichever corner it is drawn from', () => {
  const selection = new CellSelection();
  selection.begin({ row: 7, column: 3 });
  selection.extend({ row: 2, column: 5 });
  expect(selection.range).toEqual({ rows: [2, 7], columns: [3, 5] });
  expect([selection.has(2, 3), selection.has(2, 2), selection.has(8, 4)]).toEqual([
    true,
    false,
    false,
  ]);
  selection.clear();
  expect(selection.range).toBeNull();
});

test('a summary keeps the exact text of its ends, and does without what it has not', () => {
  const summary = parseSummary(
    { column: 1, rows: 9, nulls: 2, min: '9007199254740993', max: 12.5 },
    'it',
  );
  expect(summary).toMatchObject({ min: '9007199254740993', max: '12.5', histogram: null });
  expect(parseFound({ row: null, column: null }, 'it')).toBeNull();
});

test('the words of a summary count NaN and infinities apart', () => {
  const read = parseSummary(
    { column: 0, rows: 9000, nulls: 1, nans: 2, infinities: 3 },
    'it',
  );
  expect(summaryWords(read)).toBe('9,000 rows, 1 NULL, 2 NaN, 3 infinite');
  const none = parseSummary({ column: 0, rows: 2, nulls: 0, nans: 0 }, 'it');
  expect(summaryWords(none)).toBe('2 rows');
});

test('the ends of a histogram of times tell those before the year 1', () => {
  const ends = {
    min: '0044-03-15 12:00:00+00:00 BC',
    max: '2024-07-01 00:15:00.5+02:00',
    histogram: { edges: [0, 1], counts: [2] },
  };
  const read = parseSummary({ column: 0, rows: 2, nulls: 0, ...ends }, 'it');
  const shown = [...spark(read).querySelectorAll('span')].map(one => one.textContent);
  expect(shown).toEqual(['0044-03 BC', '2024-07']);
});

test('bytes are shown as numbers and, where they are letters, as letters', () => {
  expect(hexDump(new TextEncoder().encode('<b>\n'))).toBe(
    `00000000  ${'3c 62 3e 0a'.padEnd(47)}  <b>.`,
  );
});
