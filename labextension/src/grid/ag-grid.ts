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
  RowApiModule,
  ScrollApiModule,
  type ColDef,
  type GridApi,
  type GridOptions,
} from 'ag-grid-community';

import type { ResultPages } from '../result/pages';
import type { CellBlock, Place, ResultView, ResultViewHost } from '../result/view';
import { colIdOf, columnOf, GridCell, RowNumber, type GridContext } from './cell';
import { AgColumns } from './columns';
import { ColumnHead, HEAD_HEIGHT } from './head';
import { GridKeys } from './keys';
import { GridMouse } from './mouse';
import { CellSelection } from './selection';
import { TallScroll } from './tall-scroll';
import { labTheme, ROW_HEIGHT } from './theme';
import { numbersWidth } from './widths';

/** The column of row numbers, which is no column of the result. */
export const NUMBERS = 'datawisp-row';

const TALLEST = 432;
const SCROLL_BAR = 18;

const MODULES = [
  CellStyleModule,
  ColumnApiModule,
  EventApiModule,
  InfiniteRowModelModule,
  RowApiModule,
  ScrollApiModule,
];

/** Shows the rows of `pages`. */
export class AgGridView implements ResultView {
  constructor(
    private readonly pages: ResultPages,
    private readonly host: ResultViewHost,
    parent: HTMLElement,
  ) {
    const { node } = this;
    // Before it has a place in the page, ag-grid takes all columns for being in sight.
    parent.append(node);
    this._rows = pages.rows;
    node.className = 'jp-datawisp-Grid';
    this._context = {
      pages,
      host,
      cells: new Set(),
      heads: new Set(),
      isSelected: (row, column) =>
        this._selection.hasRow(row) &&
        this._selection.has(row, this.columns.placeOf(column)),
    };
    this._api = createGrid(node, this.options(), { modules: MODULES });
    this.columns = new AgColumns(this._api, pages, node);
    this._scroll = new TallScroll(node, () => this._rows);
    this._keys = new GridKeys(this, host);
    this._mouse = new GridMouse(this, host);
    this._isMade = true;
    this.fitHeight();
  }

  readonly node = document.createElement('div');
  readonly columns: AgColumns;

  get isDisposed(): boolean {
    return this._api.isDestroyed();
  }

  get rows(): number {
    return this._rows;
  }

  /** How many rows fit into the window. */
  get fittingRows(): number {
    return Math.max(1, Math.floor((this.node.clientHeight - HEAD_HEIGHT) / ROW_HEIGHT) - 1);
  }

  refresh(): void {
    this.columns.fitFresh(Math.max(0, this._api.getFirstDisplayedRowIndex()));
    for (const cell of this._context.cells) {
      cell.write();
    }
    this.refreshHeads();
    this.tellBusy();
  }

  refreshHeads(): void {
    for (const head of this._context.heads) {
      head.write();
    }
  }

  showRows(rows: number): void {
    this._rows = rows;
    this._selection.clear();
    this._api.setRowCount(rows, true);
    this._api.setColumnWidths([{ key: NUMBERS, newWidth: numbersWidth(rows) }]);
    this.fitHeight();
    if (rows > 0) {
      this._api.ensureIndexVisible(0, 'top');
    }
    this.refresh();
    this.want();
  }

  goTo(place: Place): void {
    this._selection.begin(this.onScreen(place));
    this.bringTo(place);
    this.markSelection();
  }

  reveal(place: Place): void {
    this._selection.begin(this.onScreen(place));
    this._api.ensureIndexVisible(place.row, 'middle');
    this._api.ensureColumnVisible(colIdOf(place.column));
    this.markSelection();
  }

  selected(): CellBlock | null {
    const shown = this.columns.shown();
    const range = this._selection.range;
    if (range !== null) {
      const [first, last] = range.columns;
      return { rows: range.rows, columns: shown.slice(first, last + 1) };
    }
    const focused = this.focused();
    return focused === null
      ? null
      : { rows: [focused.row, focused.row], columns: [focused.column] };
  }

  findCell({ row, column }: Place): HTMLElement | null {
    return this.node.querySelector(
      `.ag-row[row-index="${row}"] .ag-cell[col-id="${colIdOf(column)}"]`,
    );
  }

  /** The cell that has the keyboard. */
  focused(): Place | null {
    // Without one ag-grid answers undefined, other than its types say.
    const cell = this._api.getFocusedCell() as
      ReturnType<GridApi['getFocusedCell']> | undefined;
    const colId = cell?.column.getColId();
    return cell === undefined || cell === null || colId === NUMBERS
      ? null
      : { row: cell.rowIndex, column: columnOf(colId) };
  }

  /** Draw the selection from where it was begun to a cell. */
  extendTo(place: Place, isFollowed: boolean): void {
    this._selection.extend(this.onScreen(place));
    if (isFollowed) {
      this.bringTo(place);
    }
    this.markSelection();
  }

  /** Select whole rows. */
  selectRows(first: number, last: number): void {
    this._selection.select({
      rows: [first, last],
      columns: [0, this.columns.shown().length - 1],
    });
    this.markSelection();
  }

  /** Select a whole column. */
  selectColumn(column: number): void {
    const place = this.columns.placeOf(column);
    this._selection.select({ rows: [0, this._rows - 1], columns: [place, place] });
    this.markSelection();
  }

  /** The end of the selection that moves, else the cell with the keyboard. */
  head(): Place | null {
    const head = this._selection.head;
    const column = head === null ? undefined : this.columns.shown()[head.column];
    return head === null || column === undefined
      ? this.focused()
      : { row: head.row, column };
  }

  /** The first row of the selection, where it was begun. */
  anchorRow(): number {
    return this._selection.anchor?.row ?? 0;
  }

  dispose(): void {
    if (!this.isDisposed) {
      this._keys.dispose();
      this._mouse.dispose();
      this._scroll.dispose();
      this._api.destroy();
      this._context.cells.clear();
      this._context.heads.clear();
      this.node.replaceChildren();
    }
  }

  private options(): GridOptions {
    const { shape } = this.pages;
    const want = (): void => {
      this.want();
    };
    return {
      theme: labTheme,
      context: this._context,
      rowModelType: 'infinite',
      datasource: {
        getRows: ({ startRow, endRow, successCallback }) => {
          const length = Math.max(0, Math.min(endRow, this._rows) - startRow);
          successCallback(
            Array.from({ length }, () => ({})),
            this._rows,
          );
        },
      },
      infiniteInitialRowCount: this._rows,
      cacheBlockSize: 200,
      maxBlocksInCache: 20,
      rowHeight: ROW_HEIGHT,
      headerHeight: HEAD_HEIGHT,
      columnDefs: [this.numbersColumn(), ...shape.columns.map((_, at) => this.column(at))],
      maintainColumnOrder: true,
      // Whoever hears the rows hears them in their order.
      ensureDomOrder: true,
      suppressDragLeaveHidesColumns: true,
      suppressNoRowsOverlay: true,
      suppressContextMenu: true,
      // Another order of columns makes another rectangle of what was selected.
      onColumnMoved: () => {
        this.forgetSelection();
      },
      onColumnVisible: () => {
        this.forgetSelection();
      },
      onColumnPinned: () => {
        this.forgetSelection();
      },
      onBodyScroll: want,
      onViewportChanged: want,
      onVirtualColumnsChanged: want,
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
      width: 132,
      minWidth: 44,
      sortable: false,
      cellRenderer: GridCell,
      headerComponent: ColumnHead,
      suppressHeaderKeyboardEvent: ({ event }) => this._keys.onHeadKey(event, column),
    };
  }

  /** As high as its rows, up to a limit; whoever wants more pulls at its corner. */
  private fitHeight(): void {
    const height = HEAD_HEIGHT + Math.max(1, this._rows) * ROW_HEIGHT + SCROLL_BAR;
    this.node.style.height = `${Math.min(height, TALLEST)}px`;
  }

  private want(): void {
    // ag-grid tells of what it shows while it is being made, too.
    if (this._isMade && !this.isDisposed && this.node.clientWidth > 0) {
      const first = this._api.getFirstDisplayedRowIndex();
      const columns = this.columns.inSight();
      if (first >= 0) {
        this.pages.want(first, this._api.getLastDisplayedRowIndex(), columns);
      }
      this.host.onColumnsSeen(columns);
      this.tellBusy();
    }
  }

  private tellBusy(): void {
    const isWhole =
      this._rows === 0 ||
      this.pages.has(
        Math.max(0, this._api.getFirstDisplayedRowIndex()),
        Math.max(0, this._api.getLastDisplayedRowIndex()),
        this.columns.inSight(),
      );
    this.node.setAttribute('aria-busy', String(!isWhole));
  }

  private bringTo({ row, column }: Place): void {
    const colId = colIdOf(column);
    this._api.ensureIndexVisible(row);
    this._api.ensureColumnVisible(colId);
    this._api.setFocusedCell(row, colId);
  }

  private onScreen({ row, column }: Place): Place {
    return { row, column: this.columns.placeOf(column) };
  }

  private forgetSelection(): void {
    this._selection.clear();
    this.markSelection();
  }

  private markSelection(): void {
    for (const cell of this._context.cells) {
      cell.mark();
    }
    this.host.onSelected();
  }

  private readonly _context: GridContext;
  private readonly _api: GridApi;
  private readonly _scroll: TallScroll;
  private readonly _keys: GridKeys;
  private readonly _mouse: GridMouse;
  private readonly _selection = new CellSelection();
  private _rows: number;
  private _isMade = false;
}
