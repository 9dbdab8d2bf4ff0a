/** The mouse in the grid: it selects cells and rows, and opens them. */

import type { IDisposable } from '@lumino/disposable';

import type { Place, ResultViewHost } from '../result/view';
import type { AgGridView } from './ag-grid';
import { columnOf } from './cell';

/** What is drawn: a rectangle of cells, or whole rows. */
type Drawn = 'cells' | 'rows';

export class GridMouse implements IDisposable {
  constructor(
    private readonly grid: AgGridView,
    private readonly host: ResultViewHost,
  ) {
    for (const type of EVENTS) {
      grid.node.addEventListener(type, this);
    }
    document.addEventListener('mouseup', this);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  handleEvent(event: MouseEvent): void {
    switch (event.type) {
      case 'mousedown':
        this.onDown(event);
        break;
      case 'mouseover':
        this.onOver(event);
        break;
      case 'mouseup':
        this._drawn = null;
        break;
      case 'dblclick':
        this.onDouble(event);
        break;
      case 'contextmenu':
        this.onContextMenu(event);
        break;
    }
  }

  dispose(): void {
    this._isDisposed = true;
    for (const type of EVENTS) {
      this.grid.node.removeEventListener(type, this);
    }
    document.removeEventListener('mouseup', this);
  }

  private onDown(event: MouseEvent): void {
    const place = placeOf(event.target);
    if (place === null || event.button !== 0) {
      return;
    }
    if (isNumber(place)) {
      this._drawn = 'rows';
      const from = event.shiftKey ? this.grid.anchorRow() : place.row;
      this.grid.selectRows(from, place.row);
    } else if (event.shiftKey) {
      this._drawn = 'cells';
      this.grid.extendTo(place, false);
    } else {
      this._drawn = 'cells';
      this.grid.goTo(place);
    }
    // Else the browser would select text across cells.
    event.preventDefault();
  }

  private onOver(event: MouseEvent): void {
    const place = placeOf(event.target);
    if (place === null) {
      return;
    }
    if (this._drawn === 'rows') {
      this.grid.selectRows(this.grid.anchorRow(), place.row);
    } else if (this._drawn === 'cells' && !isNumber(place)) {
      this.grid.extendTo(place, true);
    } else {
      showWhole(event.target);
    }
  }

  private onDouble(event: MouseEvent): void {
    const place = placeOf(event.target);
    if (place !== null && !isNumber(place)) {
      this.host.onOpenCell(place, this.grid.findCell(place) ?? this.grid.node);
    }
  }

  private onContextMenu(event: MouseEvent): void {
    const place = placeOf(event.target);
    if (place === null || event.shiftKey) {
      // With Shift it is JupyterLab's own menu, or the browser's.
      return;
    }
    if (!isNumber(place) && !this.isSelected(place)) {
      this.grid.goTo(place);
    }
    event.preventDefault();
    event.stopPropagation();
    this.host.onCellMenu({ x: event.clientX, y: event.clientY });
  }

  private isSelected({ row, column }: Place): boolean {
    const block = this.grid.selected();
    return (
      block !== null &&
      row >= block.rows[0] &&
      row <= block.rows[1] &&
      block.columns.includes(column)
    );
  }

  private _drawn: Drawn | null = null;
  private _isDisposed = false;
}

const EVENTS = ['mousedown', 'mouseover', 'dblclick', 'contextmenu'] as const;

function isNumber({ column }: Place): boolean {
  return Number.isNaN(column);
}

/** The cell that an event is about; its column is NaN for the number of a row. */
function placeOf(target: EventTarget | null): Place | null {
  const cell = target instanceof HTMLElement ? target.closest('.ag-cell') : null;
  const row = cell?.closest('.ag-row')?.getAttribute('row-index');
  return cell === null || row === null || row === undefined
    ? null
    : { row: Number(row), column: columnOf(cell.getAttribute('col-id') ?? undefined) };
}

/** Let the browser show the whole text of a cell that is cut off. */
function showWhole(target: EventTarget | null): void {
  const cell = target instanceof HTMLElement ? target.closest('.ag-cell') : null;
  if (cell instanceof HTMLElement && !cell.classList.contains('jp-datawisp-Number')) {
    cell.title = cell.scrollWidth > cell.clientWidth ? cell.textContent : '';
  }
}
