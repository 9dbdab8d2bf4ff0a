/** A rectangle of cells, from where it was begun to where it has been drawn. */

import type { Place } from '../result/view';

/** Both ends belong to it. */
export interface CellRange {
  readonly rows: readonly [number, number];
  /** Places on the screen, from the left. */
  readonly columns: readonly [number, number];
}

/** Here columns are places on the screen: a rectangle is one of what is seen. */
export class CellSelection {
  /** Begin a rectangle of one cell. */
  begin(place: Place): void {
    this._anchor = place;
    this._head = place;
  }

  /** Draw it up to another cell. */
  extend(place: Place): void {
    this._anchor ??= place;
    this._head = place;
  }

  /** Select these cells and no others. */
  select({ rows, columns }: CellRange): void {
    this._anchor = { row: rows[0], column: columns[0] };
    this._head = { row: rows[1], column: columns[1] };
  }

  clear(): void {
    this._anchor = null;
    this._head = null;
  }

  /** Where it was begun. */
  get anchor(): Place | null {
    return this._anchor;
  }

  /** The end that moves. */
  get head(): Place | null {
    return this._head;
  }

  get range(): CellRange | null {
    const { _anchor: anchor, _head: head } = this;
    return anchor === null || head === null
      ? null
      : {
          rows: ordered(anchor.row, head.row),
          columns: ordered(anchor.column, head.column),
        };
  }

  /** Whether some cell of a row belongs to it. */
  hasRow(row: number): boolean {
    const { range } = this;
    return range !== null && row >= range.rows[0] && row <= range.rows[1];
  }

  /** Whether a cell belongs to it. */
  has(row: number, column: number): boolean {
    const { range } = this;
    return (
      range !== null &&
      row >= range.rows[0] &&
      row <= range.rows[1] &&
      column >= range.columns[0] &&
      column <= range.columns[1]
    );
  }

  private _anchor: Place | null = null;
  private _head: Place | null = null;
}

function ordered(a: number, b: number): readonly [number, number] {
  return a <= b ? [a, b] : [b, a];
}
