/** The columns of the grid as ag-grid has them. */

import type { GridApi } from 'ag-grid-community';

import type { ResultPages } from '../result/pages';
import type { ResultColumns, Side } from '../result/view';
import { colIdOf, columnOf } from './cell';
import { fittingWidth, measurer } from './widths';

const MEASURED_ROWS = 60;

/** Columns of the result by their colId, without the one of row numbers. */
function resultColumns(columns: readonly { getColId: () => string }[]): readonly number[] {
  return columns.map(column => columnOf(column.getColId())).filter(Number.isInteger);
}

export class AgColumns implements ResultColumns {
  constructor(
    private readonly api: GridApi,
    private readonly pages: ResultPages,
    private readonly node: HTMLElement,
  ) {}

  readonly shown = (): readonly number[] =>
    resultColumns(this.api.getAllDisplayedColumns());

  /** Those of them that are in the window. */
  readonly inSight = (): readonly number[] =>
    resultColumns(this.api.getAllDisplayedVirtualColumns());

  /** Where a column is on the screen, from the left; -1 when it is hidden. */
  readonly placeOf = (column: number): number => this.shown().indexOf(column);

  readonly show = (columns: readonly number[], isShown: boolean): void => {
    this.api.setColumnsVisible(columns.map(colIdOf), isShown);
  };

  readonly pinned = (column: number): Side | null => {
    const pinned = this.api.getColumn(colIdOf(column))?.getPinned();
    return pinned === 'left' || pinned === 'right' ? pinned : null;
  };

  readonly pin = (column: number, side: Side | null): void => {
    this.api.setColumnsPinned([colIdOf(column)], side);
  };

  readonly move = (column: number, to: Side): void => {
    const all = (this.api.getColumns() ?? []).map(one => one.getColId());
    const order = this.api.getAllDisplayedColumns().map(one => one.getColId());
    const at = order.indexOf(colIdOf(column));
    const neighbour = order[at + (to === 'left' ? -1 : 1)];
    if (at >= 0 && neighbour !== undefined && all.includes(neighbour)) {
      const state = this.api.getColumnState().findIndex(one => one.colId === neighbour);
      this.api.moveColumns([colIdOf(column)], state);
    }
  };

  readonly fit = (columns: readonly number[]): void => {
    this.setWidths(columns, this.firstRow());
  };

  /** Fit columns whose values have come for the first time; after that they are people's. */
  fitFresh(firstRow: number): void {
    const fresh = this.inSight().filter(
      column =>
        !this._fitted.has(column) && this.pages.cell(firstRow, column) !== undefined,
    );
    if (fresh.length > 0) {
      this.setWidths(fresh, firstRow);
    }
  }

  private firstRow(): number {
    return Math.max(0, this.api.getFirstDisplayedRowIndex());
  }

  private setWidths(columns: readonly number[], firstRow: number): void {
    const measure = measurer(this.node);
    const measureName = measurer(this.node, 600);
    const widths = columns.map(column => {
      this._fitted.add(column);
      const texts = [this.pages.look(column)?.type ?? ''];
      for (let row = firstRow; row < firstRow + MEASURED_ROWS; row++) {
        const cell = this.pages.cell(row, column);
        texts.push(cell?.kind === 'value' ? cell.text : '');
      }
      const name = measureName(this.pages.shape.columns[column]?.name ?? '') + BUTTONS;
      return { key: colIdOf(column), newWidth: fittingWidth(name, texts, measure) };
    });
    this.api.setColumnWidths(widths);
  }

  private readonly _fitted = new Set<number>();
}

/** Room for the arrow of a sort and for the menu. */
const BUTTONS = 34;
