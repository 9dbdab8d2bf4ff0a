/** A cell of the grid: it writes what the pages have of it, and again when they have more. */

import type { ICellRendererComp, ICellRendererParams } from 'ag-grid-community';

import type { Cell, ResultPages } from '../result/pages';
import type { ResultViewHost } from '../result/view';
import type { ColumnHead } from './head';

const LONGEST_TEXT = 400;

/** What the cells and the heads of one grid share. */
export interface GridContext {
  readonly pages: ResultPages;
  readonly host: ResultViewHost;
  /** The cells that are in the page now. */
  readonly cells: Set<GridCell>;
  readonly heads: Set<ColumnHead>;
  readonly isSelected: (row: number, column: number) => boolean;
}

/** The text of a cell, always as text. */
export class GridCell implements ICellRendererComp {
  init(params: ICellRendererParams<unknown, unknown, GridContext>): void {
    this._context = params.context;
    this._outer = params.eGridCell;
    this._row = params.node.rowIndex ?? 0;
    this._column = columnOf(params.column?.getColId());
    this._node.className = 'jp-datawisp-Cell';
    // Each value has its own direction, so that none turns its neighbours around.
    this._node.dir = 'auto';
    this._context.cells.add(this);
    this.write();
  }

  getGui(): HTMLElement {
    return this._node;
  }

  refresh(): boolean {
    this.write();
    return true;
  }

  destroy(): void {
    this._context?.cells.delete(this);
  }

  /** Write what is known now. */
  write(): void {
    const { pages } = this._context ?? {};
    const cell = pages?.cell(this._row, this._column);
    const isNumeric = pages?.look(this._column)?.isNumeric ?? false;
    const list = this._outer?.classList;
    list?.toggle('jp-mod-number', isNumeric);
    list?.toggle('jp-mod-null', cell !== undefined && cell.kind !== 'value');
    list?.toggle('jp-mod-loading', cell === undefined);
    this._node.textContent = cell === undefined ? '' : textOf(cell);
    this.mark();
  }

  /** Show whether it is selected. */
  mark(): void {
    const isSelected = this._context?.isSelected(this._row, this._column) ?? false;
    this._outer?.classList.toggle('jp-mod-selected', isSelected);
    this._outer?.setAttribute('aria-selected', String(isSelected));
  }

  private readonly _node = document.createElement('span');
  private _context: GridContext | undefined;
  private _outer: HTMLElement | undefined;
  private _row = 0;
  private _column = 0;
}

/** The place of a row in what is shown. */
export class RowNumber implements ICellRendererComp {
  init(params: ICellRendererParams<unknown, unknown, GridContext>): void {
    const row = params.node.rowIndex ?? 0;
    const { pages } = params.context;
    this._node.textContent = (row + 1).toLocaleString('en-US');
    params.eGridCell.onmouseenter = () => {
      const origin = pages.origin(row);
      this._node.title =
        origin === undefined || origin === row
          ? ''
          : `Row ${(origin + 1).toLocaleString('en-US')} of the result`;
    };
  }

  getGui(): HTMLElement {
    return this._node;
  }

  refresh(): boolean {
    return false;
  }

  private readonly _node = document.createElement('span');
}

/** The column of the grid that shows a column of the result. */
export function colIdOf(column: number): string {
  return String(column);
}

/** The column of the result that a column of the grid shows. */
export function columnOf(colId: string | undefined): number {
  return Number(colId ?? 0);
}

function textOf(cell: Cell): string {
  switch (cell.kind) {
    case 'null':
      return 'NULL';
    case 'unreadable':
      return '(cannot be shown)';
    case 'value':
      return lineOf(cell.text);
  }
}

/** One line of a text that may be long and have several. */
function lineOf(text: string): string {
  const cut = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
  return cut.replace(/\r\n|[\r\n\u2028\u2029]/g, '↵');
}
