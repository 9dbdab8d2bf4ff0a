import { expect, test } from 'vitest';

import { placeAfter } from '../src/grid/moves';

const EXTENT = { rows: 10_000_000, columns: 500, page: 14 };

test.each([
  ['ArrowDown', false, 5, 2],
  ['ArrowDown', true, 9_999_999, 2],
  ['ArrowUp', true, 0, 2],
  ['ArrowRight', true, 4, 499],
  ['ArrowLeft', false, 4, 1],
  ['PageDown', false, 18, 2],
  ['Home', false, 4, 0],
  ['Home', true, 0, 0],
  ['End', true, 9_999_999, 499],
] as const)('%s with Ctrl %s leads to row %i, column %i', (key, isEdge, row, column) => {
  expect(placeAfter(key, isEdge, { row: 4, column: 2 }, EXTENT)).toEqual({ row, column });
});

test('other keys lead nowhere', () => {
  expect(placeAfter('x', false, { row: 4, column: 2 }, EXTENT)).toBeUndefined();
});
