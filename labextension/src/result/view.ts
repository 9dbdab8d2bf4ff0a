/** What stands between an output and what shows it, so that either can be replaced. */

import type { IDisposable } from '@lumino/disposable';

import type { ChartRequest } from '../chart/messages';
import type { ResultChannel } from './channel';
import type { Summary } from './summary';

/** Shows an output whose kernel has it; it is let go of as soon as the kernel has it no more. */
export interface OutputView extends IDisposable {
  readonly node: HTMLElement;
}

/** What the view of an output is given. */
export interface OutputContext {
  readonly channel: ResultChannel;
  /** The kernel's answer to `hello`; whoever shows it parses it. */
  readonly hello: unknown;
  /** The chart that the output opens with, as the notebook has it. */
  readonly chart: ChartRequest | null;
  /** Whether the notebook trusts this output, so that its own markup may be shown as it is. */
  readonly isTrusted: boolean;
  /** Tell that the output cannot be shown any more; a receipt takes the place of the view. */
  readonly fail: (error: unknown) => void;
}

export type OutputViewFactory = (context: OutputContext) => OutputView;

/** Which view shows which kind of output, by the `kind` of its `hello`. */
export type OutputViewFactories = ReadonlyMap<string, OutputViewFactory>;

/** A cell by its row and column, counted from 0. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/** A rectangle of cells; its columns are places in the result, in the order of the screen. */
export interface CellBlock {
  readonly rows: readonly [number, number];
  readonly columns: readonly number[];
}

export type Side = 'left' | 'right';

/** The columns of a grid: which are shown, where, and how wide. */
export interface ResultColumns {
  /** The columns that are shown, in the order of the screen. */
  readonly shown: () => readonly number[];
  /** Those of them that are in the window. */
  readonly inSight: () => readonly number[];
  readonly show: (columns: readonly number[], isShown: boolean) => void;
  readonly pinned: (column: number) => Side | null;
  readonly pin: (column: number, side: Side | null) => void;
  /** Move a column past its neighbour. */
  readonly move: (column: number, to: Side) => void;
  /** Make columns as wide as what is seen of them needs. */
  readonly fit: (columns: readonly number[]) => void;
}

/** What is known of a column besides its name, for its head. */
export interface HeadState {
  /** Its direction, and its place among the columns that rows are sorted by; null for none. */
  readonly sort: { readonly descending: boolean; readonly place: number } | null;
  /** Whether rows are sorted by more columns than one. */
  readonly isSortedByMore: boolean;
  readonly isFiltered: boolean;
  /** The values at a glance; null while nothing is known of them. */
  readonly summary: Summary | null;
}

/** What a grid asks of whoever holds it, and what it tells. */
export interface ResultViewHost {
  readonly headState: (column: number) => HeadState;
  /** These columns are in sight. */
  readonly onColumnsSeen: (columns: readonly number[]) => void;
  /** Sort by a column: by it alone, or by it after the others. */
  readonly onSort: (column: number, isAdded: boolean) => void;
  readonly onColumnMenu: (column: number, anchor: HTMLElement) => void;
  readonly onFilter: (column: number, anchor: HTMLElement) => void;
  readonly onCellMenu: (at: { readonly x: number; readonly y: number }) => void;
  readonly onOpenCell: (place: Place, anchor: HTMLElement) => void;
  readonly onCopy: () => void;
  readonly onFind: () => void;
  readonly onGoTo: () => void;
  readonly onSelected: () => void;
}

/** A grid of rows, whatever draws it.  Columns are places in the result, not on the screen. */
export interface ResultView extends IDisposable {
  readonly node: HTMLElement;
  readonly columns: ResultColumns;
  /** Cells have come. */
  refresh: () => void;
  /** What is known of columns has changed. */
  refreshHeads: () => void;
  /** Another view of the result is shown, from its first row on. */
  showRows: (rows: number) => void;
  /** Bring a cell into sight and the keyboard to it. */
  goTo: (place: Place) => void;
  /** Bring a cell into sight and mark it; the keyboard stays where it is. */
  reveal: (place: Place) => void;
  /** The cells that are selected, or the one that has the keyboard; null for none. */
  selected: () => CellBlock | null;
  /** The element of a cell that is in sight. */
  findCell: (place: Place) => HTMLElement | null;
}
