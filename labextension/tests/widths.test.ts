import { expect, test } from 'vitest';

import { scaledDelta } from '../src/grid/tall-scroll';
import { fittingWidth, numbersWidth } from '../src/grid/widths';
import { counted, rowWords, sizeWords, timeWords } from '../src/result/words';

test('the wheel moves a short table pixel by pixel', () => {
  expect(scaledDelta(100, { rows: 1000, space: 24_000, window: 240 })).toBe(100);
});

test('the wheel moves the rows of a tall table by as much as those of a short one', () => {
  const extent = { rows: 10_000_000, space: 32_000_000, window: 240 };
  const moved = scaledDelta(100, extent) * ((240_000_000 - 240) / (32_000_000 - 240));
  expect(moved).toBeCloseTo(100, 6);
});

test('a column is as wide as its texts, within reason', () => {
  const measure = (text: string): number => text.length * 10;
  expect(fittingWidth(0, [''], measure)).toBe(92);
  expect(fittingWidth(0, ['a'.repeat(10)], measure)).toBe(124);
  expect(fittingWidth(200, ['a'], measure)).toBe(224);
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
