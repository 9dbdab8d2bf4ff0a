/** What the menus of a column and of cells offer. */

import type { ResultColumn } from '../result/messages';
import type { CopyForm, SortColumn, ViewQuery } from '../result/requests';
import type { CellBlock, ResultColumns } from '../result/view';
import { kindOf } from './filters';
import type { MenuItem } from './menus';

interface ColumnMenu {
  readonly column: number;
  readonly name: string;
  readonly query: ViewQuery;
  readonly columns: ResultColumns;
  readonly sort: (sort: readonly SortColumn[]) => void;
  readonly filter: () => void;
  readonly clearFilter: () => void;
}

export function columnMenu(menu: ColumnMenu): readonly MenuItem[] {
  return [...sortItems(menu), null, ...filterItems(menu), null, ...placeItems(menu)];
}

function sortItems({ column, query, sort }: ColumnMenu): readonly MenuItem[] {
  const current = query.sort.find(one => one.column === column);
  const others = query.sort.filter(one => one.column !== column);
  const direction = (descending: boolean): MenuItem => ({
    label: descending ? 'Sort descending' : 'Sort ascending',
    isToggled: current?.descending === descending,
    run: () => {
      sort([{ column, descending }]);
    },
  });
  const added = (descending: boolean): MenuItem => ({
    label: descending ? 'Then descending by this' : 'Then ascending by this',
    isEnabled: others.length > 0,
    run: () => {
      sort([...others, { column, descending }]);
    },
  });
  return [
    direction(false),
    direction(true),
    added(false),
    added(true),
    {
      label: 'Do not sort by this',
      isEnabled: current !== undefined,
      run: () => {
        sort(others);
      },
    },
  ];
}

function filterItems({
  column,
  query,
  filter,
  clearFilter,
}: ColumnMenu): readonly MenuItem[] {
  return [
    { label: 'Filter…', run: filter },
    {
      label: 'Clear the filter',
      isEnabled: query.filters.some(one => one.column === column),
      run: clearFilter,
    },
  ];
}

function placeItems({ column, columns }: ColumnMenu): readonly MenuItem[] {
  const pinned = columns.pinned(column);
  return [
    {
      label: 'Pin left',
      isToggled: pinned === 'left',
      run: () => {
        columns.pin(column, pinned === 'left' ? null : 'left');
      },
    },
    {
      label: 'Pin right',
      isToggled: pinned === 'right',
      run: () => {
        columns.pin(column, pinned === 'right' ? null : 'right');
      },
    },
    {
      label: 'Move left',
      run: () => {
        columns.move(column, 'left');
      },
    },
    {
      label: 'Move right',
      run: () => {
        columns.move(column, 'right');
      },
    },
    null,
    {
      label: 'Fit width',
      run: () => {
        columns.fit([column]);
      },
    },
    {
      label: 'Fit all widths',
      run: () => {
        columns.fit(columns.inSight());
      },
    },
    {
      label: 'Hide',
      run: () => {
        columns.show([column], false);
      },
    },
  ];
}

interface CellMenu {
  readonly block: CellBlock;
  readonly shape: ResultColumn | undefined;
  readonly copy: (as: CopyForm) => void;
  readonly open: () => void;
  /** Keep the rows with the value of the first cell, or those without; null for none. */
  readonly filter: ((isNot: boolean) => void) | null;
}

export function cellMenu({
  block,
  shape,
  copy,
  open,
  filter,
}: CellMenu): readonly MenuItem[] {
  const isOne = block.rows[0] === block.rows[1] && block.columns.length === 1;
  const canFilter = isOne && shape !== undefined && kindOf(shape) !== 'other';
  return [
    {
      label: 'Copy',
      keys: ['Accel C'],
      run: () => {
        copy('text');
      },
    },
    {
      label: 'Copy as CSV',
      run: () => {
        copy('csv');
      },
    },
    {
      label: 'Copy as SQL literals',
      run: () => {
        copy('sql');
      },
    },
    null,
    {
      label: 'Keep rows with this value',
      isEnabled: canFilter && filter !== null,
      run: () => filter?.(false),
    },
    {
      label: 'Drop rows with this value',
      isEnabled: canFilter && filter !== null,
      run: () => filter?.(true),
    },
    null,
    { label: 'Show the whole value', keys: ['Enter'], isEnabled: isOne, run: open },
  ];
}
