/** What a click on the head of a column makes of a sort. */

import type { SortColumn } from '../result/requests';

/** Ascending, then descending, then not at all; alone, or after the columns before. */
export function nextSort(
  sort: readonly SortColumn[],
  column: number,
  isAdded: boolean,
): readonly SortColumn[] {
  const current = sort.find(one => one.column === column);
  const next: readonly SortColumn[] =
    current === undefined
      ? [{ column, descending: false }]
      : current.descending
        ? []
        : [{ column, descending: true }];
  if (!isAdded) {
    return next;
  }
  return current === undefined
    ? [...sort, ...next]
    : sort.flatMap(one => (one.column === column ? next : [one]));
}
