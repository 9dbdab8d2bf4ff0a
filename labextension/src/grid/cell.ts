/** A cell of the grid: it writes what the pages have of it, and again when they have more. */

import type { ICellRendererComp, ICellRendererParams } from 'ag-grid-community';

import type { Cell, ResultPages } from '../result/pages';
import type { ColumnHead } from './head';

const LONGEST_TEXT = 400;

/** What the cells of one grid share. */
export interface GridContext {
  readonly pages: ResultPages;
  /** The cells that are in the page now. */
  readonly cells: Set<GridCell>;
  readonly heads: Set<ColumnHead>;
}

/** The text of a cell, always as text. */
export class GridCell implements ICellRendererComp {
  init(params: ICellRendererParams<unknown, unknown, GridContext>): void {
    this._context = params.context;
    this._outer = params.eGridCell;
    this._row = params.node.rowIndex ?? 0;
    this._column = columnOf(params.column?.getColId());
    this._node.className = 'jp-datawisp-Cell';
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

  get row(): number {
    return this._row;
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
  }

  private readonly _node = document.createElement('span');
  private _context: GridContext | undefined;
  private _outer: HTMLElement | undefined;
  private _row = 0;
  private _column = 0;
}

/** The number of a row; where rows are sorted or filtered it also tells the one in the result. */
export class RowNumber implements ICellRendererComp {
  init(params: ICellRendererParams<unknown, unknown, GridContext>): void {
    this._node.textContent = ((params.node.rowIndex ?? 0) + 1).toLocaleString('en-US');
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
