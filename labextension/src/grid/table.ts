/** The rows of a result. */

import type { ResultTabContext } from '../result/tabs';
import { ResultPages } from '../result/pages';
import type { OutputView, ResultView } from '../result/view';
import { AgGridView } from './ag-grid';

export class TableView implements OutputView {
  constructor(private readonly context: ResultTabContext) {
    const { channel, shape, viewState, fail } = context;
    this._pages = new ResultPages(channel, shape, {
      onPage: () => {
        this._grid?.refresh();
      },
      onViewGone: () => {
        viewState.renew();
      },
      onFailure: fail,
    });
    this._grid = new AgGridView(this._pages);
    this.node.append(this._grid.node);
    viewState.changed.connect(this.onViewChanged, this);
  }

  readonly node = document.createElement('div');

  get isDisposed(): boolean {
    return this._grid === null;
  }

  dispose(): void {
    if (this._grid !== null) {
      this.context.viewState.changed.disconnect(this.onViewChanged, this);
      this._grid.dispose();
      this._grid = null;
      this.node.replaceChildren();
    }
  }

  private onViewChanged(): void {
    const { view, rows } = this.context.viewState;
    this._pages.show(view, rows);
    this._grid?.showRows(rows);
  }

  private readonly _pages: ResultPages;
  private _grid: ResultView | null = null;
}
