/** What stands between an output and what shows it, so that either can be replaced. */

import type { IDisposable } from '@lumino/disposable';

import type { ChartRequest } from '../chart/messages';
import type { ResultChannel } from './channel';

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

/** A grid of rows, whatever draws it.  Columns are places in the result, not on the screen. */
export interface ResultView extends IDisposable {
  readonly node: HTMLElement;
  /** Cells have come. */
  refresh: () => void;
  /** Another view of the result is shown, from its first row on. */
  showRows: (rows: number) => void;
  /** Bring a cell into sight and the keyboard to it. */
  goTo: (place: Place) => void;
}
