import { expect, test } from 'vitest';

import { ColumnPlaces, fittingWidth, numbersWidth } from '../src/result/columns';
import { RowScroll } from '../src/result/scroll';
import { counted, rowWords, sizeWords, timeWords } from '../src/result/words';

function scrollOf(rows: number): RowScroll {
  const scroll = new RowScroll(rows, 24);
  scroll.resize(240);
  return scroll;
}

test('a short table scrolls pixel by pixel', () => {
  const scroll = scrollOf(1000);
  scroll.followBar(2400);
  expect(scroll.top).toBe(2400);
  expect(scroll.range()).toEqual([100, 109]);
});

test('the scroll bar of ten million rows stays within what a browser lays out', () => {
  const scroll = scrollOf(10_000_000);
  expect(scroll.space).toBeLessThan(17_000_000);
  scroll.followBar(scroll.space - 240);
  expect(scroll.range()[1]).toBe(9_999_999);
});

test('a small step moves a scaled table by that step, not by thousands of rows', () => {
  const scroll = scrollOf(10_000_000);
  scroll.moveTo(5_000_000 * 24);
  scroll.moveTo(scroll.top + 24);
  scroll.followBar(scroll.barTop);
  expect(scroll.range()[0]).toBe(5_000_001);
});

test('every row can be revealed at its exact place', () => {
  const scroll = scrollOf(10_000_000);
  for (const row of [0, 1, 4_711, 9_999_998, 9_999_999, 123]) {
    scroll.reveal(row);
    const [first, last] = scroll.range();
    expect(first).toBeLessThanOrEqual(row);
    expect(last).toBeGreaterThanOrEqual(row);
  }
});

test('it never scrolls beyond its ends', () => {
  const scroll = scrollOf(3);
  expect(scroll.moveTo(-5)).toBe(false);
  expect(scroll.moveTo(500)).toBe(false);
  expect(scroll.range(10)).toEqual([0, 2]);
});

test('only the columns in sight are in the range', () => {
  const places = new ColumnPlaces([100, 50, 200, 100]);
  expect(places.total).toBe(450);
  expect(places.range(0, 100)).toEqual([0, 0]);
  expect(places.range(120, 260)).toEqual([1, 2]);
  expect(places.range(-50, 5000)).toEqual([0, 3]);
});

test('a column is as wide as its texts, within reason', () => {
  const measure = (text: string): number => text.length * 10;
  expect(fittingWidth(0, [''], measure)).toBe(56);
  expect(fittingWidth(0, ['a'.repeat(10)], measure)).toBe(122);
  expect(fittingWidth(200, ['a'], measure)).toBe(222);
  expect(fittingWidth(0, ['a'.repeat(1000)], measure)).toBe(340);
});

test('the column of row numbers holds the largest of them', () => {
  expect(numbersWidth(1_000_000)).toBeGreaterThan(numbersWidth(1_000));
});

test('counts, sizes and times are in words', () => {
  expect(counted(1, 'row')).toBe('1 row');
  expect(counted(1204, 'row')).toBe('1,204 rows');
  expect(rowWords(10_000, true)).toBe('First 10,000 of more rows');
  expect(rowWords(0, false)).toBe('0 rows');
  expect([0, 999, 1_500, 999_950, 154e6].map(sizeWords)).toEqual([
    '0 B',
    '999 B',
    '1.5 kB',
    '1.0 MB',
    '154 MB',
  ]);
  expect([0.041, 9.96, 59.9, 125].map(timeWords)).toEqual([
    '0.04 s',
    '10.0 s',
    '59.9 s',
    '2 min 05 s',
  ]);
});
