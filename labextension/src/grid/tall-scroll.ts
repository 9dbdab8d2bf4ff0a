/**
 * The wheel over more rows than a browser can lay out.
 *
 * Beyond some 30 million pixels ag-grid scales the scroll bar, and a turn of the wheel would
 * jump over rows.  Here it moves the rows by as much as it moves them in a short table.
 */

import type { IDisposable } from '@lumino/disposable';

import { ROW_HEIGHT } from './theme';

const LINE = 1;
const PAGE = 2;

/** How far the scroll bar moves for a move of the rows. */
export function scaledDelta(
  delta: number,
  { rows, space, window }: { rows: number; space: number; window: number },
): number {
  const furthest = rows * ROW_HEIGHT - window;
  const bar = space - window;
  return bar > 0 && furthest > bar * 1.05 ? (delta * bar) / furthest : delta;
}

export class TallScroll implements IDisposable {
  constructor(
    private readonly node: HTMLElement,
    private readonly rows: () => number,
  ) {
    // It must be able to keep ag-grid from scrolling.
    node.addEventListener('wheel', this, { capture: true, passive: false });
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  handleEvent(event: WheelEvent): void {
    const viewport = this.node.querySelector('.ag-grid-viewport');
    if (viewport === null || event.deltaY === 0 || event.ctrlKey || event.shiftKey) {
      return;
    }
    const window = viewport.clientHeight;
    const unit =
      event.deltaMode === LINE ? ROW_HEIGHT : event.deltaMode === PAGE ? window : 1;
    const extent = { rows: this.rows(), space: viewport.scrollHeight, window };
    const scaled = scaledDelta(event.deltaY * unit, extent);
    if (scaled === event.deltaY * unit) {
      return;
    }
    // The bar stands at whole pixels: what is left over counts at the next turn.
    const wanted = viewport.scrollTop + this._rest + scaled;
    const before = viewport.scrollTop;
    viewport.scrollTop = Math.round(wanted);
    this._rest = Math.max(-1, Math.min(1, wanted - Math.round(wanted)));
    if (viewport.scrollTop !== before || this._rest !== 0) {
      event.preventDefault();
    }
    event.stopPropagation();
  }

  dispose(): void {
    this._isDisposed = true;
    this.node.removeEventListener('wheel', this, { capture: true });
  }

  private _rest = 0;
  private _isDisposed = false;
}
