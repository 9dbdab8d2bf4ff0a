/** The keyboard in the grid: it moves, selects and calls what the grid can do. */

import type { IDisposable } from '@lumino/disposable';

import type { Place, ResultViewHost } from '../result/view';
import type { AgGridView } from './ag-grid';
import { placeAfter } from './moves';

export class GridKeys implements IDisposable {
  constructor(
    private readonly grid: AgGridView,
    private readonly host: ResultViewHost,
  ) {
    grid.node.addEventListener('keydown', this, true);
    grid.node.addEventListener('keydown', this);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  handleEvent(event: KeyboardEvent): void {
    if (event.eventPhase !== Event.CAPTURING_PHASE) {
      this.onKeyAfter(event);
    } else if (this.onCommand(event) || (isInCell(event.target) && this.onCellKey(event))) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  /** A key on the head of a column; whether it was ours. */
  onHeadKey(event: KeyboardEvent, column: number): boolean {
    const anchor = event.target instanceof HTMLElement ? event.target : this.grid.node;
    if (event.key === 'Enter' && !event.ctrlKey && !event.altKey) {
      this.host.onSort(column, event.shiftKey);
    } else if (isMenuKey(event)) {
      this.host.onColumnMenu(column, anchor);
    } else if (event.key === ' ') {
      this.grid.selectColumn(column);
    } else {
      return false;
    }
    event.preventDefault();
    return true;
  }

  dispose(): void {
    this._isDisposed = true;
    this.grid.node.removeEventListener('keydown', this, true);
    this.grid.node.removeEventListener('keydown', this);
  }

  /** Keys that mean the same everywhere in the grid. */
  private onCommand(event: KeyboardEvent): boolean {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) {
      return false;
    }
    switch (event.key.toLowerCase()) {
      case 'f':
        this.host.onFind();
        return true;
      case 'g':
        this.host.onGoTo();
        return true;
      case 'c':
        this.host.onCopy();
        return true;
      case 'a':
        this.grid.selectRows(0, this.grid.rows - 1);
        return true;
      default:
        return false;
    }
  }

  private onCellKey(event: KeyboardEvent): boolean {
    const at = event.shiftKey ? this.grid.head() : this.grid.focused();
    if (at === null) {
      return false;
    }
    if (isMenuKey(event)) {
      const box = this.grid.findCell(at)?.getBoundingClientRect();
      this.host.onCellMenu({ x: box?.left ?? 0, y: box?.bottom ?? 0 });
      return true;
    }
    if (event.key === 'Enter') {
      this.host.onOpenCell(at, this.grid.findCell(at) ?? this.grid.node);
      return true;
    }
    if (event.key === ' ') {
      if (event.shiftKey) {
        this.grid.selectRows(at.row, at.row);
      }
      return true;
    }
    return !event.altKey && this.onMove(event, at);
  }

  private onMove(event: KeyboardEvent, { row, column }: Place): boolean {
    const shown = this.grid.columns.shown();
    const target = placeAfter(
      event.key,
      event.ctrlKey || event.metaKey,
      { row, column: shown.indexOf(column) },
      { rows: this.grid.rows, columns: shown.length, page: this.grid.fittingRows },
    );
    if (target === undefined) {
      return false;
    }
    if (target.row < 0 && !event.shiftKey) {
      // Above the first row is the head, and ag-grid knows the way.
      return false;
    }
    const place = {
      row: Math.max(0, Math.min(this.grid.rows - 1, target.row)),
      column: shown[Math.max(0, Math.min(shown.length - 1, target.column))] ?? column,
    };
    if (event.shiftKey) {
      this.grid.extendTo(place, true);
    } else {
      this.grid.goTo(place);
    }
    return true;
  }

  /** After ag-grid has seen a key: what is meant for the grid is no command of the notebook. */
  private onKeyAfter(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      this.grid.node.closest<HTMLElement>('.jp-Notebook')?.focus();
      event.stopPropagation();
    } else if (!event.ctrlKey && !event.metaKey && event.key !== 'Tab') {
      event.stopPropagation();
    }
  }

  private _isDisposed = false;
}

function isMenuKey(event: KeyboardEvent): boolean {
  return (
    event.key === 'ContextMenu' ||
    (event.key === 'F10' && event.shiftKey) ||
    (event.key === 'ArrowDown' && event.altKey)
  );
}

function isInCell(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('.ag-cell') !== null;
}
