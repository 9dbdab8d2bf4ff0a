/**
 * Summaries of the columns in sight, one after the other.
 *
 * The kernel does the last one that it was asked for and drops the one before, so there is
 * never more than one under way.  A column that the kernel cannot sum up stays without.
 */

import type { IDisposable } from '@lumino/disposable';

import {
  RequestRefusedError,
  ResultGoneError,
  type ResultChannel,
} from '../result/channel';
import { readJson } from '../result/messages';
import { parseSummary, type Summary } from '../result/summary';
import type { ResultViewState } from '../result/view-state';

export class Summaries implements IDisposable {
  constructor(
    private readonly channel: ResultChannel,
    private readonly viewState: ResultViewState,
    private readonly onSummary: (column: number) => void,
    private readonly fail: (error: unknown) => void,
  ) {}

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** What is known of a column; undefined before it came, null when it will not. */
  find(column: number): Summary | null | undefined {
    return this._known.get(column);
  }

  /** Ask for these columns, the first of them first; others are no longer wanted. */
  want(columns: readonly number[]): void {
    this._wanted = columns;
    this.next();
  }

  /** Other rows are shown: what is known of those before does not count any more. */
  reset(): void {
    this._stop?.abort();
    this._stop = null;
    this._known.clear();
    this.next();
  }

  dispose(): void {
    this._isDisposed = true;
    this._stop?.abort();
    this._known.clear();
  }

  private next(): void {
    const column = this._wanted.find(one => !this._known.has(one));
    if (column !== undefined && this._stop === null && !this._isDisposed) {
      void this.ask(column);
    }
  }

  private async ask(column: number): Promise<void> {
    const stop = new AbortController();
    this._stop = stop;
    const { view } = this.viewState;
    try {
      const bytes = await this.channel.ask(
        { op: 'summary', column, ...(view === null ? {} : { view }) },
        { signal: stop.signal },
      );
      if (stop !== this._stop) {
        return;
      }
      this._known.set(column, readJson(bytes, parseSummary, 'The summary'));
    } catch (error) {
      if (stop !== this._stop) {
        return;
      }
      if (error instanceof ResultGoneError) {
        this.fail(error);
        return;
      }
      this.onFailure(column, error);
    }
    this._stop = null;
    this.onSummary(column);
    this.next();
  }

  /** The rows are worth showing without a summary of them. */
  private onFailure(column: number, error: unknown): void {
    if (error instanceof RequestRefusedError && error.code === 'view_gone') {
      this._wanted = [];
      this.viewState.renew();
    } else {
      this._known.set(column, null);
    }
  }

  private readonly _known = new Map<number, Summary | null>();
  private _wanted: readonly number[] = [];
  private _stop: AbortController | null = null;
  private _isDisposed = false;
}
