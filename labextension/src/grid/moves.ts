/** Where a key leads in a grid. */

import type { Place } from '../result/view';

/** The size of a grid, and how many rows of it fit into its window. */
export interface Extent {
  readonly rows: number;
  readonly columns: number;
  readonly page: number;
}

/**
 * The place that a key leads to; it may lie beyond the grid.  Undefined for keys that lead
 * nowhere.  With `isEdge` (Ctrl or Cmd) a key leads to the end of its direction.
 */
export function placeAfter(
  key: string,
  isEdge: boolean,
  { row, column }: Place,
  { rows, columns, page }: Extent,
): Place | undefined {
  switch (key) {
    case 'ArrowDown':
      return { row: isEdge ? rows - 1 : row + 1, column };
    case 'ArrowUp':
      return { row: isEdge ? 0 : row - 1, column };
    case 'ArrowRight':
      return { row, column: isEdge ? columns - 1 : column + 1 };
    case 'ArrowLeft':
      return { row, column: isEdge ? 0 : column - 1 };
    case 'PageDown':
      return { row: row + page, column };
    case 'PageUp':
      return { row: row - page, column };
    case 'Home':
      return { row: isEdge ? 0 : row, column: 0 };
    case 'End':
      return { row: isEdge ? rows - 1 : row, column: columns - 1 };
    default:
      return undefined;
  }
}
