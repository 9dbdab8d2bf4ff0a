/** A read-only table of any length: only what is in sight is in the page. */

import type { IDisposable } from '@lumino/disposable';

import { element, fill, showWhole, spacer } from './cells';
import { ColumnPlaces, fittingWidth, measurer, numbersWidth } from './columns';
import { placeAfter, type Place } from './moves';
import type { ResultPages } from './pages';
import { RowScroll } from './scroll';

export const ROW_HEIGHT = 24;
export const HEAD_HEIGHT = 42;

const ROWS_AROUND = 4;
const PIXELS_AROUND = 240;
const MEASURED_ROWS = 100;
const MEASURED_COLUMNS = 120;

let made = 0;

/** Shows the rows of `pages` in `node`. */
export class ResultGrid implements IDisposable {
  constructor(
    readonly node: HTMLElement,
    private readonly pages: ResultPages,
  ) {
    const { rows, columns, source } = pages.shape;
    this._scroll = new RowScroll(rows, ROW_HEIGHT);
    this._numbersWidth = numbersWidth(rows);
    node.style.setProperty('--jp-datawisp-numbers', `${this._numbersWidth}px`);
    this._places = new ColumnPlaces(columns.map(() => 120));
    node.className = 'jp-datawisp-Grid';
    node.tabIndex = 0;
    node.setAttribute('role', 'grid');
    node.setAttribute('aria-readonly', 'true');
    node.setAttribute('aria-label', `Rows of ${source}`);
    node.setAttribute('aria-rowcount', String(rows + 1));
    node.setAttribute('aria-colcount', String(columns.length + 1));
    this._head.className = 'jp-datawisp-Grid-head';
    this._head.setAttribute('role', 'row');
    this._head.setAttribute('aria-rowindex', '1');
    this._body.className = 'jp-datawisp-Grid-body';
    this._body.setAttribute('role', 'rowgroup');
    this._space.className = 'jp-datawisp-Grid-space';
    this._space.append(this._head, this._body);
    node.replaceChildren(this._space);
    for (const type of EVENTS) {
      // The wheel must be able to keep the page from scrolling.
      node.addEventListener(type, this, { passive: type === 'scroll' });
    }
    this._observer = new ResizeObserver(() => {
      this.schedule();
    });
    this._observer.observe(node);
    pages.want(0, this._scroll.fitting + 20);
    this.schedule();
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** New rows have come. */
  refresh(): void {
    this.fitColumns();
    this._version++;
    this.schedule();
  }

  handleEvent(event: Event): void {
    switch (event.type) {
      case 'scroll':
        this._scroll.followBar(this.node.scrollTop);
        this.schedule();
        break;
      case 'wheel':
        if (event instanceof WheelEvent) {
          this.onWheel(event);
        }
        break;
      case 'keydown':
        if (event instanceof KeyboardEvent) {
          this.onKeyDown(event);
        }
        break;
      case 'mousedown':
        this.activateAt(event.target);
        break;
      case 'mouseover':
        showWhole(event.target);
        break;
      case 'focus':
        this.activate(
          this._active?.row ?? this._scroll.range()[0],
          this._active?.column ?? 0,
        );
        break;
    }
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    for (const type of EVENTS) {
      this.node.removeEventListener(type, this);
    }
    this._observer.disconnect();
    window.cancelAnimationFrame(this._frame);
    this._rows.clear();
    this.node.replaceChildren();
  }

  private schedule(): void {
    window.cancelAnimationFrame(this._frame);
    this._frame = window.requestAnimationFrame(() => {
      this.render();
    });
  }

  private onWheel(event: WheelEvent): void {
    // A scaled scroll bar would jump over rows.
    if (!this._scroll.isScaled || event.deltaY === 0 || event.ctrlKey) {
      return;
    }
    const unit = [1, ROW_HEIGHT, this._scroll.fitting * ROW_HEIGHT][event.deltaMode] ?? 1;
    if (this._scroll.moveTo(this._scroll.top + event.deltaY * unit)) {
      event.preventDefault();
      this.schedule();
    }
  }

  private onKeyDown(event: KeyboardEvent): void {
    const isEdge = event.ctrlKey || event.metaKey;
    const target = placeAfter(event.key, isEdge, this._active ?? { row: 0, column: 0 }, {
      rows: this._scroll.rows,
      columns: this._places.widths.length,
      page: this._scroll.fitting,
    });
    if (target !== undefined && !event.altKey && !event.shiftKey) {
      this.activate(target.row, target.column);
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === 'Escape') {
      this.node.closest<HTMLElement>('.jp-Notebook')?.focus();
      event.stopPropagation();
    } else if (
      !isEdge &&
      !event.altKey &&
      (event.key.length === 1 || EDITING.has(event.key))
    ) {
      // Else it would be a command of the notebook, such as "delete the cell".
      event.stopPropagation();
    }
  }

  private activateAt(target: EventTarget | null): void {
    const cell =
      target instanceof HTMLElement ? target.closest<HTMLElement>('[data-at]') : null;
    const at = cell?.dataset['at']?.split(' ').map(Number);
    if (at?.[0] !== undefined && at[1] !== undefined) {
      this.activate(at[0], at[1]);
    }
  }

  private activate(row: number, column: number): void {
    this._active = {
      row: Math.max(0, Math.min(this._scroll.rows - 1, row)),
      column: Math.max(0, Math.min(this._places.widths.length - 1, column)),
    };
    this._scroll.reveal(this._active.row);
    this.revealColumn(this._active.column);
    this._version++;
    this.render();
  }

  private revealColumn(column: number): void {
    const window = this.node.clientWidth - this._numbersWidth;
    const left = this._places.left(column);
    const right = left + this._places.width(column);
    if (left < this.node.scrollLeft || right - left > window) {
      this.node.scrollLeft = left;
    } else if (right > this.node.scrollLeft + window) {
      this.node.scrollLeft = right - window;
    }
  }

  private render(): void {
    const { node, _scroll: scroll, _places: places } = this;
    // While it is hidden it has no size; the observer tells when it has one again.
    if (this._isDisposed || node.parentElement?.clientWidth === 0) {
      return;
    }
    scroll.resize(node.clientHeight - HEAD_HEIGHT);
    this._space.style.height = `${scroll.space + HEAD_HEIGHT}px`;
    this._space.style.width = `${places.total + this._numbersWidth}px`;
    if (Math.abs(node.scrollTop - scroll.barTop) >= 1) {
      node.scrollTop = scroll.barTop;
    }
    const columns = places.range(
      node.scrollLeft - PIXELS_AROUND,
      node.scrollLeft + node.clientWidth + PIXELS_AROUND,
    );
    this.renderHead(columns);
    if (scroll.rows > 0) {
      const [first, last] = scroll.range();
      this.pages.want(first, last);
      this.renderRows(scroll.range(ROWS_AROUND), columns);
    }
    this.node.setAttribute('aria-busy', String(this._hasGaps));
  }

  private renderHead([first, last]: readonly [number, number]): void {
    const key = `${first} ${last} ${this._version}`;
    if (key === this._headKey) {
      return;
    }
    this._headKey = key;
    const corner = element('div', 'jp-datawisp-Grid-number jp-mod-head');
    corner.setAttribute('role', 'columnheader');
    corner.setAttribute('aria-colindex', '1');
    corner.setAttribute('aria-label', 'Row');
    this._head.replaceChildren(corner, spacer(this._places.left(first)));
    for (let column = first; column <= last; column++) {
      this._head.append(this.headCell(column));
    }
  }

  private headCell(column: number): HTMLElement {
    const look = this.pages.look(column);
    const name = this.pages.shape.columns[column]?.name ?? '';
    const cell = element('div', 'jp-datawisp-Grid-headCell');
    cell.classList.toggle('jp-mod-number', look?.isNumeric ?? false);
    cell.setAttribute('role', 'columnheader');
    cell.setAttribute('aria-colindex', String(column + 2));
    cell.style.width = `${this._places.width(column)}px`;
    cell.title = look === undefined ? name : `${name}\n${look.type}`;
    const [title, type] = [
      element('span', 'jp-datawisp-Grid-name'),
      element('span', 'jp-datawisp-Grid-type'),
    ];
    title.textContent = name;
    type.textContent = look?.type ?? '\u00a0';
    cell.append(title, type);
    return cell;
  }

  private renderRows(
    [first, last]: readonly [number, number],
    columns: readonly [number, number],
  ): void {
    const { _scroll: scroll } = this;
    const key = `${this._version} ${columns.join(' ')}`;
    if (key !== this._rowsKey) {
      this._rowsKey = key;
      this._rows.clear();
      this._body.replaceChildren();
    }
    for (const [row, node] of this._rows) {
      if (row < first || row > last) {
        node.remove();
        this._rows.delete(row);
      }
    }
    this._hasGaps = !this.pages.has(...scroll.range());
    for (let row = first; row <= last; row++) {
      if (!this._rows.has(row)) {
        const node = this.row(row, columns);
        this._rows.set(row, node);
        this._body.append(node);
      }
    }
    // The rows stand where the scroll bar is, whatever its scale.
    const shift = this.node.scrollTop - scroll.top;
    for (const [row, node] of this._rows) {
      node.style.transform = `translateY(${row * ROW_HEIGHT + shift}px)`;
    }
    const active = this._active;
    const isShown = active !== null && this._rows.has(active.row);
    if (isShown) {
      this.node.setAttribute(
        'aria-activedescendant',
        this.cellId(active.row, active.column),
      );
    } else {
      this.node.removeAttribute('aria-activedescendant');
    }
  }

  private row(row: number, [first, last]: readonly [number, number]): HTMLElement {
    const node = element('div', 'jp-datawisp-Grid-row');
    node.setAttribute('role', 'row');
    node.setAttribute('aria-rowindex', String(row + 2));
    node.classList.toggle('jp-mod-odd', row % 2 === 1);
    const number = element('div', 'jp-datawisp-Grid-number');
    number.setAttribute('role', 'rowheader');
    number.setAttribute('aria-colindex', '1');
    number.textContent = String(row + 1);
    node.append(number, spacer(this._places.left(first)));
    for (let column = first; column <= last; column++) {
      node.append(this.cell(row, column));
    }
    return node;
  }

  private cell(row: number, column: number): HTMLElement {
    const cell = element('div', 'jp-datawisp-Grid-cell');
    cell.id = this.cellId(row, column);
    cell.dataset['at'] = `${row} ${column}`;
    cell.setAttribute('role', 'gridcell');
    cell.setAttribute('aria-colindex', String(column + 2));
    cell.style.width = `${this._places.width(column)}px`;
    cell.classList.toggle('jp-mod-number', this.pages.look(column)?.isNumeric ?? false);
    if (this._active?.row === row && this._active.column === column) {
      cell.classList.add('jp-mod-active');
    }
    fill(cell, this.pages.cell(row, column));
    return cell;
  }

  private cellId(row: number, column: number): string {
    return `${this._id}-${row}-${column}`;
  }

  /** Make columns as wide as what is seen of them needs; they never become narrower again. */
  private fitColumns(): void {
    if (this.pages.look(0) === undefined) {
      return;
    }
    const [first, last] = this._scroll.range(this._isFitted ? 0 : MEASURED_ROWS);
    const measure = measurer(this.node);
    const measureName = measurer(this.node, 600);
    const widths = this.pages.shape.columns.map((column, index) => {
      if (index >= MEASURED_COLUMNS) {
        return this._places.width(index);
      }
      const texts = [this.pages.look(index)?.type ?? ''];
      for (let row = first; row <= last; row++) {
        const cell = this.pages.cell(row, index);
        texts.push(cell?.kind === 'value' ? cell.text : '');
      }
      const fitting = fittingWidth(measureName(column.name), texts, measure);
      return this._isFitted ? Math.max(this._places.width(index), fitting) : fitting;
    });
    this._isFitted = true;
    this._places = new ColumnPlaces(widths);
  }

  private readonly _id = `jp-datawisp-grid-${++made}`;
  private readonly _space = document.createElement('div');
  private readonly _head = document.createElement('div');
  private readonly _body = document.createElement('div');
  private readonly _rows = new Map<number, HTMLElement>();
  private readonly _scroll: RowScroll;
  private readonly _observer: ResizeObserver;
  private readonly _numbersWidth: number;
  private _places: ColumnPlaces;
  private _active: Place | null = null;
  private _headKey = '';
  private _rowsKey = '';
  private _version = 0;
  private _frame = 0;
  private _isFitted = false;
  private _hasGaps = false;
  private _isDisposed = false;
}

const EDITING: ReadonlySet<string> = new Set(['Enter', 'Delete', 'Backspace']);

const EVENTS = ['scroll', 'wheel', 'keydown', 'mousedown', 'mouseover', 'focus'] as const;
