/**
 * Which rows stand in a window that scrolls over more pixels than a browser can lay out.
 *
 * Up to a limit one pixel of scrolling is one pixel of rows.  Beyond it the scroll bar is
 * scaled, and `top` holds the exact place, so that the wheel and the keyboard still move
 * row by row.
 */

/** Browsers lay out 17 to 33 million pixels at most. */
const TALLEST = 8_000_000;

export class RowScroll {
  constructor(
    readonly rows: number,
    readonly rowHeight: number,
  ) {}

  /** The first visible pixel of the rows. */
  get top(): number {
    return this._top;
  }

  /** Where the scroll bar stands for `top`. */
  get barTop(): number {
    return this._top / this.ratio;
  }

  /** The height that the scroll bar is made for. */
  get space(): number {
    return Math.min(this.rows * this.rowHeight, TALLEST);
  }

  get isScaled(): boolean {
    return this.rows * this.rowHeight > TALLEST;
  }

  /** The height of the window that shows rows. */
  resize(height: number): void {
    this._height = Math.max(0, height);
    this.moveTo(this._top);
  }

  /** Go to a pixel of the rows; whether that was a move. */
  moveTo(top: number): boolean {
    const clamped = Math.min(Math.max(0, top), this.furthest);
    const isMove = clamped !== this._top;
    this._top = clamped;
    return isMove;
  }

  /** Follow the scroll bar, unless it stands where `top` has put it. */
  followBar(barTop: number): void {
    if (Math.abs(barTop - this.barTop) >= 1) {
      this.moveTo(barTop * this.ratio);
    }
  }

  /** Move as little as needed to show the whole of a row. */
  reveal(row: number): boolean {
    const start = row * this.rowHeight;
    const end = start + this.rowHeight;
    if (start < this._top) {
      return this.moveTo(start);
    }
    return end > this._top + this._height && this.moveTo(end - this._height);
  }

  /** How many whole rows fit into the window; at least 1. */
  get fitting(): number {
    return Math.max(1, Math.floor(this._height / this.rowHeight));
  }

  /** The first and the last row that are at least partly visible, and `around` more. */
  range(around = 0): readonly [number, number] {
    const first = Math.floor(this._top / this.rowHeight) - around;
    const last = Math.ceil((this._top + this._height) / this.rowHeight) - 1 + around;
    return [Math.max(0, first), Math.min(this.rows - 1, Math.max(0, last))];
  }

  private get furthest(): number {
    return Math.max(0, this.rows * this.rowHeight - this._height);
  }

  private get ratio(): number {
    const bar = Math.max(1, this.space - this._height);
    return this.isScaled ? this.furthest / bar : 1;
  }

  private _top = 0;
  private _height = 0;
}
