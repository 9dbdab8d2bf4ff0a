/** The table tab: the grid, and what one can do with its rows. */

import type { Menu } from '@lumino/widgets';

import { RequestRefusedError } from '../result/channel';
import { readJson } from '../result/messages';
import { ResultPages } from '../result/pages';
import { Popover } from '../result/popover';
import type { CopyForm, Filter, SortColumn } from '../result/requests';
import { parseFound } from '../result/summary';
import type { ResultTabContext } from '../result/tabs';
import type {
  HeadState,
  OutputView,
  Place,
  ResultView,
  ResultViewHost,
} from '../result/view';
import { AgGridView } from './ag-grid';
import { cellMenu, columnMenu } from './actions';
import { cellViewer } from './cell-viewer';
import { columnChooser } from './chooser';
import { copyCells } from './copying';
import { FilterForm } from './filter-form';
import { cellFilter } from './filters';
import { FindBar } from './find-bar';
import { openMenu, type MenuItem } from './menus';
import { nextSort } from './sorting';
import { Summaries } from './summaries';
import { Toolbar } from './toolbar';

export class TableView implements OutputView, ResultViewHost {
  /** Shows the table in `parent`, which stands in the page. */
  constructor(
    private readonly context: ResultTabContext,
    parent: HTMLElement,
  ) {
    const { channel, shape, viewState, fail } = context;
    this._pages = new ResultPages(channel, shape, {
      onPage: () => {
        this.onPage();
      },
      onViewGone: () => {
        viewState.renew();
      },
      onFailure: fail,
    });
    this._summaries = new Summaries(
      channel,
      viewState,
      () => {
        this.onSummary();
      },
      fail,
    );
    this._toolbar = new Toolbar(shape, viewState, {
      onFind: this.onFind,
      onColumns: this.onColumns,
      onFilter: this.onFilter,
    });
    this._findBar = new FindBar(() => viewState.rows, {
      find: (text, isBackwards) => this.find(text, isBackwards),
      goTo: row => {
        this._grid.goTo({ row: row - 1, column: this._grid.columns.shown()[0] ?? 0 });
      },
      close: () => {
        this._findBar.node.hidden = true;
        this.focusGrid();
      },
    });
    this._empty.className = 'jp-datawisp-Empty';
    this.node.className = 'jp-datawisp-TableView';
    this.node.append(this._toolbar.node, this._findBar.node);
    parent.replaceChildren(this.node);
    this._grid = new AgGridView(this._pages, this, this.node);
    this.node.append(this._empty);
    this.showEmpty();
    viewState.changed.connect(this.onViewChanged, this);
  }

  readonly node = document.createElement('div');

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  headState(column: number): HeadState {
    const { sort, filters } = this.context.viewState.wanted;
    const place = sort.findIndex(one => one.column === column);
    return {
      sort: place < 0 ? null : { descending: sort[place]?.descending ?? false, place },
      isSortedByMore: sort.length > 1,
      isFiltered: filters.some(one => one.column === column),
      summary: this._summaries.find(column) ?? null,
    };
  }

  onColumnsSeen(columns: readonly number[]): void {
    this._seen = columns;
    this.wantSummaries();
  }

  onSort(column: number, isAdded: boolean): void {
    const { viewState } = this.context;
    void viewState.change({ sort: nextSort(viewState.wanted.sort, column, isAdded) });
  }

  onColumnMenu(column: number, anchor: HTMLElement): void {
    const { shape, viewState } = this.context;
    const box = anchor.getBoundingClientRect();
    this.openMenu(
      columnMenu({
        column,
        name: shape.columns[column]?.name ?? '',
        query: viewState.wanted,
        columns: this._grid.columns,
        sort: (sort: readonly SortColumn[]) => void viewState.change({ sort }),
        filter: () => {
          this.onFilter(column, anchor);
        },
        clearFilter: () => {
          this.setFilter(column, null);
        },
      }),
      { x: box.left, y: box.bottom },
    );
  }

  readonly onFilter = (column: number, anchor: HTMLElement): void => {
    const { shape, viewState } = this.context;
    const columnShape = shape.columns[column];
    if (columnShape === undefined) {
      return;
    }
    const form = new FilterForm({
      column,
      shape: columnShape,
      current: viewState.wanted.filters.find(one => one.column === column) ?? null,
      onFilter: filter => {
        this._popover?.dispose();
        this.setFilter(column, filter);
      },
    });
    this._form = { column, form };
    const popover = this.openPopover(`Filter ${columnShape.name}`, anchor);
    popover.show(form.node);
    this.showTopValues();
    this.wantSummaries();
  };

  onCellMenu(at: { readonly x: number; readonly y: number }): void {
    const block = this._grid.selected();
    if (block !== null) {
      const first = { row: block.rows[0], column: block.columns[0] ?? 0 };
      const cell = this._pages.cell(first.row, first.column);
      const items = cellMenu({
        block,
        copy: as => {
          this.copy(as);
        },
        open: () => {
          this.onOpenCell(first, this._grid.findCell(first) ?? this._grid.node);
        },
        filter:
          cell === undefined || cell.kind === 'unreadable'
            ? null
            : isNot => {
                this.filterByCell(first.column, cell, isNot);
              },
        shape: this.context.shape.columns[first.column],
      });
      this.openMenu(items, at);
    }
  }

  onOpenCell(place: Place, anchor: HTMLElement): void {
    const value = this._pages.whole(place.row, place.column);
    const shape = this.context.shape.columns[place.column];
    if (value !== undefined && shape !== undefined) {
      const popover = this.openPopover(`Value of ${shape.name}`, anchor);
      popover.node.classList.add('jp-datawisp-Viewer');
      const show = (one: typeof value, isWhole: boolean): void => {
        const copy = (): void => {
          this.copyBlock({ rows: [place.row, place.row], columns: [place.column] }, 'text');
        };
        popover.show(...cellViewer(shape, place.row, one, isWhole, copy));
      };
      const isCut = this._pages.isCut(place.row, place.column);
      show(value, !isCut);
      if (isCut && value.kind === 'value') {
        this._pages.fetchText(place.row, place.column).then(
          text => {
            if (!popover.isDisposed) {
              show({ kind: 'value', text }, true);
            }
          },
          (error: unknown) => {
            this._toolbar.say(this.refusal(error));
          },
        );
      }
    }
  }

  onCopy(): void {
    this.copy('text');
  }

  readonly onFind = (): void => {
    this._findBar.open('text');
  };

  onGoTo(): void {
    this._findBar.open('row');
  }

  onSelected(): void {
    const block = this._grid.selected();
    const rows = block === null ? 0 : block.rows[1] - block.rows[0] + 1;
    const cells = rows * (block?.columns.length ?? 0);
    this._toolbar.say(
      cells > 1
        ? `${rows.toLocaleString('en-US')} × ${block?.columns.length ?? 0} cells selected`
        : '',
    );
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this.context.viewState.changed.disconnect(this.onViewChanged, this);
      this._popover?.dispose();
      this._menu?.dispose();
      this._summaries.dispose();
      this._toolbar.dispose();
      this._grid.dispose();
      this.node.replaceChildren();
    }
  }

  private readonly onColumns = (anchor: HTMLElement): void => {
    const popover = this.openPopover('Columns', anchor);
    popover.show(columnChooser(this.context.shape, this._grid.columns));
  };

  private onPage(): void {
    this._grid.refresh();
    this._hasPage = true;
    this.wantSummaries();
  }

  private onSummary(): void {
    this._grid.refreshHeads();
    this.showTopValues();
  }

  private onViewChanged(): void {
    const { view, rows } = this.context.viewState;
    this._hasPage = rows === 0;
    this._at = null;
    this._pages.show(view, rows);
    this._summaries.reset();
    this._grid.showRows(rows);
    this._toolbar.say('');
    this.showEmpty();
  }

  /** Pages come first: summaries wait until one is there. */
  private wantSummaries(): void {
    if (this._hasPage && !this._isDisposed) {
      const asked = this._form === null ? [] : [this._form.column];
      this._summaries.want([...asked, ...this._seen]);
    }
  }

  private showTopValues(): void {
    if (this._form !== null) {
      this._form.form.showSummary(this._summaries.find(this._form.column));
      this._popover?.place();
    }
  }

  private showEmpty(): void {
    const { shape, viewState } = this.context;
    const words =
      shape.columns.length === 0
        ? 'This result has no columns.'
        : viewState.rows > 0
          ? ''
          : shape.rows === 0
            ? 'This result has no rows.'
            : 'No row matches the filters.';
    this._empty.textContent = words;
    this._empty.hidden = words === '';
    this._grid.node.hidden = shape.columns.length === 0;
  }

  private setFilter(column: number, filter: Filter | null): void {
    const { viewState } = this.context;
    const others = viewState.wanted.filters.filter(one => one.column !== column);
    void viewState.change({ filters: filter === null ? others : [...others, filter] });
  }

  private filterByCell(
    column: number,
    cell: { readonly kind: 'null' } | { readonly kind: 'value'; readonly text: string },
    isNot: boolean,
  ): void {
    const shape = this.context.shape.columns[column];
    if (shape !== undefined) {
      const filter = cellFilter(column, shape, cell, isNot);
      if (filter !== null) {
        this.setFilter(column, filter);
      }
    }
  }

  private copy(as: CopyForm): void {
    const block = this._grid.selected();
    if (block !== null) {
      this.copyBlock(block, as);
    }
  }

  private copyBlock(block: Parameters<typeof copyCells>[2], as: CopyForm): void {
    const { channel, viewState, fail } = this.context;
    copyCells(channel, viewState.view, block, as).then(words => {
      this._toolbar.say(words);
    }, fail);
  }

  private async find(text: string, isBackwards: boolean): Promise<string> {
    const { channel, viewState } = this.context;
    const { view, rows } = viewState;
    if (rows === 0) {
      return 'There are no rows.';
    }
    const at = this._at?.text === text ? this._at.row : null;
    const from =
      at === null
        ? isBackwards
          ? rows - 1
          : 0
        : (at + (isBackwards ? -1 : 1) + rows) % rows;
    try {
      const bytes = await channel.ask({
        op: 'find',
        text,
        from,
        backwards: isBackwards,
        ...(view === null ? {} : { view }),
      });
      const found = readJson(bytes, parseFound, 'What was found');
      if (found === null) {
        this._at = null;
        return at === null ? 'Not found.' : 'No more. The next look begins anew.';
      }
      this._at = { text, row: found.row };
      this._grid.columns.show([found.column], true);
      this._grid.reveal(found);
      return `Row ${(found.row + 1).toLocaleString('en-US')}`;
    } catch (error) {
      return this.refusal(error);
    }
  }

  /** What the kernel did not do is told; a result that is gone gives way to its receipt. */
  private refusal(error: unknown): string {
    if (error instanceof RequestRefusedError) {
      return error.code === 'cancelled' ? '' : error.message;
    }
    this.context.fail(error);
    return '';
  }

  private focusGrid(): void {
    const block = this._grid.selected();
    if (block !== null) {
      this._grid.goTo({ row: block.rows[0], column: block.columns[0] ?? 0 });
    }
  }

  private openPopover(label: string, anchor: HTMLElement): Popover {
    this._popover?.dispose();
    const popover = new Popover(label, anchor, () => {
      this._popover = null;
      this._form = null;
    });
    this._popover = popover;
    return popover;
  }

  private openMenu(
    items: readonly MenuItem[],
    at: { readonly x: number; readonly y: number },
  ): void {
    this._popover?.dispose();
    this._menu?.dispose();
    this._menu = openMenu(items, at);
  }

  private readonly _pages: ResultPages;
  private readonly _summaries: Summaries;
  private readonly _toolbar: Toolbar;
  private readonly _findBar: FindBar;
  private readonly _grid: ResultView;
  private readonly _empty = document.createElement('div');
  private _popover: Popover | null = null;
  private _menu: Menu | null = null;
  private _form: { readonly column: number; readonly form: FilterForm } | null = null;
  private _seen: readonly number[] = [];
  private _hasPage = false;
  private _at: { readonly text: string; readonly row: number } | null = null;
  private _isDisposed = false;
}
