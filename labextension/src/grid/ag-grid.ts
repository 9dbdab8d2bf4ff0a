/**
 * The grid, drawn by ag-grid.
 *
 * ag-grid lays out rows and columns and knows nothing of values: its rows are numbers, and
 * each cell takes its text from the pages when it comes into sight and when they have come.
 */

import {
  CellStyleModule,
  ColumnApiModule,
  createGrid,
  EventApiModule,
  InfiniteRowModelModule,
  ScrollApiModule,
  type ColDef,
  type GridApi,
  type IDatasource,
} from 'ag-grid-community';

import type { ResultPages } from '../result/pages';
import type { Place, ResultView } from '../result/view';
import { colIdOf, columnOf, GridCell, RowNumber, type GridContext } from './cell';
import { ColumnHead, HEAD_HEIGHT } from './head';
import { placeAfter } from './moves';
import { labTheme, ROW_HEIGHT } from './theme';
import { TallScroll } from './tall-scroll';
import { fittingWidth, measurer, numbersWidth } from './widths';

const NUMBERS = 'datawisp-row';
const TALLEST = 420;
const SCROLL_BAR = 18;
const MEASURED_ROWS = 60;
const MEASURED_AT_ONCE = 120;

const MODULES = [
  CellStyleModule,
  ColumnApiModule,
  EventApiModule,
  InfiniteRowModelModule,
  ScrollApiModule,
];

/** Shows the rows of `pages`. */
export class AgGridView implements ResultView {
  constructor(private readonly pages: ResultPages) {
    const { node } = this;
    this._rows = pages.rows;
    node.className = 'jp-datawisp-Grid';
    this._context = { pages, cells: new Set(), heads: new Set() };
    this._api = createGrid(node, this.options(), { modules: MODULES });
    this._scroll = new TallScroll(node, () => this._rows);
    this.fitHeight();
    node.addEventListener('keydown', this, true);
    node.addEventListener('keydown', this);
    node.addEventListener('mouseover', this);
    pages.want(0, MEASURED_ROWS, this.columnsInSight());
  }

  readonly node = document.createElement('div');

  get isDisposed(): boolean {
    return this._api.isDestroyed();
  }

  refresh(): void {
    this.fitColumns();
    for (const cell of this._context.cells) {
      cell.write();
    }
    for (const head of this._context.heads) {
      head.write();
    }
  }

  showRows(rows: number): void {
    this._rows = rows;
    this._api.setRowCount(rows, true);
    this.fitHeight();
    if (rows > 0) {
      this._api.ensureIndexVisible(0, 'top');
    }
    this.refresh();
    this.want();
  }

  goTo({ row, column }: Place): void {
    const colId = colIdOf(column);
    this._api.ensureIndexVisible(row);
    this._api.ensureColumnVisible(colId);
    this._api.setFocusedCell(row, colId);
  }

  handleEvent(event: Event): void {
    if (event instanceof KeyboardEvent) {
      if (event.eventPhase === Event.CAPTURING_PHASE) {
        this.onKey(event);
      } else {
        this.onKeyAfter(event);
      }
    } else if (event.target instanceof HTMLElement) {
      showWhole(event.target);
    }
  }

  dispose(): void {
    if (!this.isDisposed) {
      this.node.removeEventListener('keydown', this, true);
      this.node.removeEventListener('keydown', this);
      this.node.removeEventListener('mouseover', this);
      this._scroll.dispose();
      this._api.destroy();
      this._context.cells.clear();
      this._context.heads.clear();
      this.node.replaceChildren();
    }
  }

  private options(): Parameters<typeof createGrid>[1] {
    const { shape } = this.pages;
    const source: IDatasource = {
      getRows: ({ startRow, endRow, successCallback }) => {
        const length = Math.max(0, Math.min(endRow, this._rows) - startRow);
        successCallback(
          Array.from({ length }, () => ({})),
          this._rows,
        );
      },
    };
    return {
      theme: labTheme,
      context: this._context,
      rowModelType: 'infinite',
      datasource: source,
      infiniteInitialRowCount: this._rows,
      cacheBlockSize: 200,
      maxBlocksInCache: 20,
      rowHeight: ROW_HEIGHT,
      headerHeight: HEAD_HEIGHT,
      columnDefs: [this.numbersColumn(), ...shape.columns.map((_, at) => this.column(at))],
      maintainColumnOrder: true,
      suppressDragLeaveHidesColumns: true,
      suppressNoRowsOverlay: true,
      suppressContextMenu: true,
      onBodyScroll: () => {
        this.want();
      },
      onViewportChanged: () => {
        this.want();
      },
      onVirtualColumnsChanged: () => {
        this.want();
      },
    };
  }

  private numbersColumn(): ColDef {
    return {
      colId: NUMBERS,
      headerName: '',
      pinned: 'left',
      lockPinned: true,
      lockPosition: 'left',
      suppressMovable: true,
      suppressNavigable: true,
      resizable: false,
      sortable: false,
      width: numbersWidth(this._rows),
      minWidth: 30,
      cellClass: 'jp-datawisp-Number',
      headerClass: 'jp-datawisp-Number',
      cellAriaRole: 'rowheader',
      cellRenderer: RowNumber,
    };
  }

  private column(column: number): ColDef {
    return {
      colId: colIdOf(column),
      headerName: this.pages.shape.columns[column]?.name ?? '',
      width: 120,
      minWidth: 40,
      sortable: false,
      cellRenderer: GridCell,
      headerComponent: ColumnHead,
    };
  }

  /** As high as its rows, up to a limit. */
  private fitHeight(): void {
    const height = HEAD_HEIGHT + this._rows * ROW_HEIGHT + SCROLL_BAR;
    this.node.style.height = `${Math.min(height, TALLEST)}px`;
  }

  private want(): void {
    const [first, last] = [
      this._api.getFirstDisplayedRowIndex(),
      this._api.getLastDisplayedRowIndex(),
    ];
    if (first >= 0) {
      this.pages.want(first, last, this.columnsInSight());
    }
    this.node.setAttribute('aria-busy', String(!this.isWhole(first, last)));
  }

  private isWhole(first: number, last: number): boolean {
    return this._rows === 0 || this.pages.has(first, last, this.columnsInSight());
  }

  private columnsInSight(): number[] {
    return this._api
      .getAllDisplayedVirtualColumns()
      .map(column => column.getColId())
      .filter(colId => colId !== NUMBERS)
      .map(columnOf);
  }

  /** Before ag-grid sees a key: moves from cell to cell are ours. */
  private onKey(event: KeyboardEvent): void {
    const focused = this._api.getFocusedCell();
    // Without a focus ag-grid answers undefined, other than its types say.
    if (!focused || !isInCell(event.target) || event.altKey) {
      return;
    }
    const columns = this.displayed();
    const at = columns.indexOf(focused.column.getColId());
    const target = placeAfter(
      event.key,
      event.ctrlKey || event.metaKey,
      { row: focused.rowIndex, column: at },
      { rows: this._rows, columns: columns.length, page: this.fittingRows() },
    );
    if (target !== undefined && !event.shiftKey) {
      this.moveTo(target, columns);
      event.preventDefault();
      event.stopPropagation();
    }
  }

  /** After ag-grid has seen a key: what is meant for the grid is no command of the notebook. */
  private onKeyAfter(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      this.node.closest<HTMLElement>('.jp-Notebook')?.focus();
      event.stopPropagation();
    } else if (!event.ctrlKey && !event.metaKey && !event.altKey && event.key !== 'Tab') {
      event.stopPropagation();
    }
  }

  private moveTo(target: Place, columns: readonly string[]): void {
    const row = Math.max(0, Math.min(this._rows - 1, target.row));
    const colId = columns[Math.max(0, Math.min(columns.length - 1, target.column))];
    if (colId !== undefined) {
      this.goTo({ row, column: columnOf(colId) });
    }
  }

  private displayed(): string[] {
    return this._api
      .getAllDisplayedColumns()
      .map(column => column.getColId())
      .filter(colId => colId !== NUMBERS);
  }

  private fittingRows(): number {
    return Math.max(1, Math.floor((this.node.clientHeight - HEAD_HEIGHT) / ROW_HEIGHT) - 1);
  }

  /** Make columns as wide as what is first seen of them needs; after that they are people's. */
  private fitColumns(): void {
    const fresh = this.columnsInSight()
      .filter(column => !this._fitted.has(column) && this.pages.look(column) !== undefined)
      .slice(0, MEASURED_AT_ONCE);
    if (fresh.length === 0) {
      return;
    }
    const measure = measurer(this.node);
    const measureName = measurer(this.node, 600);
    const first = Math.max(0, this._api.getFirstDisplayedRowIndex());
    const widths = fresh.map(column => {
      this._fitted.add(column);
      const texts = [this.pages.look(column)?.type ?? ''];
      for (let row = first; row < first + MEASURED_ROWS; row++) {
        const cell = this.pages.cell(row, column);
        texts.push(cell?.kind === 'value' ? cell.text : '');
      }
      const name = measureName(this.pages.shape.columns[column]?.name ?? '');
      return { key: colIdOf(column), newWidth: fittingWidth(name, texts, measure) };
    });
    this._api.setColumnWidths(widths);
  }

  private readonly _context: GridContext;
  private readonly _api: GridApi;
  private readonly _scroll: TallScroll;
  private readonly _fitted = new Set<number>();
  private _rows: number;
}

function isInCell(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('.ag-cell') !== null;
}

/** Let the browser show the whole text of a cell that is cut off. */
function showWhole(target: HTMLElement): void {
  const cell = target.closest<HTMLElement>('.ag-cell');
  if (cell !== null) {
    cell.title = cell.scrollWidth > cell.clientWidth ? cell.textContent : '';
  }
}
