/**
 * Which rows of a result are shown and in which order, as the kernel has made them ready.
 *
 * A query is only wanted until the kernel has answered; until then the rows before it stay.
 * The latest wins: what comes of an earlier one is dropped.
 */

import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import { RequestRefusedError, type ResultChannel } from './channel';
import { parseView, readJson, type ResultShape } from './messages';
import { WHOLE, type ViewQuery } from './requests';

/** The kernel makes a view ready; `fraction` is null when nobody knows how far it is. */
export interface Working {
  readonly fraction: number | null;
}

export class ResultViewState implements IDisposable {
  constructor(
    private readonly channel: ResultChannel,
    shape: ResultShape,
    private readonly fail: (error: unknown) => void,
  ) {
    this._total = shape.rows;
    this._rows = shape.rows;
  }

  /** The query whose rows are shown. */
  get query(): ViewQuery {
    return this._query;
  }

  /** The query that was asked for last; the one that is shown once the kernel has answered. */
  get wanted(): ViewQuery {
    return this._wanted ?? this._query;
  }

  /** The kernel's name for the view; null for the result as it came. */
  get view(): string | null {
    return this._view;
  }

  /** How many rows the view has. */
  get rows(): number {
    return this._rows;
  }

  /** What the kernel is doing for the view that is wanted; null when it does nothing. */
  get working(): Working | null {
    return this._working;
  }

  /** Why the last query was refused; empty when it was not. */
  get problem(): string {
    return this._problem;
  }

  /** Other rows are shown, or the same in another order. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** What is wanted, how far it is, or what went wrong with it has changed. */
  get statusChanged(): ISignal<this, void> {
    return this._statusChanged;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Show the rows of a query as soon as the kernel has them ready. */
  async want(query: ViewQuery): Promise<void> {
    this._stop?.abort();
    if (isWhole(query)) {
      this._stop = null;
      this.show(query, null, this._total);
      return;
    }
    const stop = new AbortController();
    this._stop = stop;
    this._wanted = query;
    this._problem = '';
    this.setWorking({ fraction: null });
    try {
      const bytes = await this.channel.ask(
        { op: 'view', ...query },
        {
          signal: stop.signal,
          onProgress: fraction => {
            if (stop === this._stop) {
              this.setWorking({ fraction });
            }
          },
        },
      );
      if (stop === this._stop) {
        const { view, rows } = readJson(bytes, parseView, 'The view');
        this._stop = null;
        this.show(query, view, rows);
      }
    } catch (error) {
      if (stop === this._stop) {
        this._stop = null;
        this.onRefused(error);
      }
    }
  }

  /** Change a part of what is wanted. */
  change(part: Partial<ViewQuery>): Promise<void> {
    return this.want({ ...this.wanted, ...part });
  }

  /** Ask for the same view again: the kernel keeps the last few only. */
  renew(): void {
    if (this._stop === null) {
      void this.want(this._query);
    }
  }

  /** Stop making ready what is wanted; what is shown stays. */
  cancel(): void {
    const stop = this._stop;
    this._stop = null;
    stop?.abort();
    this._wanted = null;
    this.setWorking(null);
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this._stop?.abort();
      this._stop = null;
      Signal.clearData(this);
    }
  }

  private onRefused(error: unknown): void {
    this._wanted = null;
    if (error instanceof RequestRefusedError) {
      this._problem = error.code === 'cancelled' ? '' : error.message;
      this.setWorking(null);
    } else {
      this.fail(error);
    }
  }

  private show(query: ViewQuery, view: string | null, rows: number): void {
    this._query = query;
    this._wanted = null;
    this._view = view;
    this._rows = rows;
    this._problem = '';
    this.setWorking(null);
    this._changed.emit();
  }

  private setWorking(working: Working | null): void {
    this._working = working;
    this._statusChanged.emit();
  }

  private readonly _changed = new Signal<this, void>(this);
  private readonly _statusChanged = new Signal<this, void>(this);
  private readonly _total: number;
  private _query: ViewQuery = WHOLE;
  private _wanted: ViewQuery | null = null;
  private _view: string | null = null;
  private _rows: number;
  private _working: Working | null = null;
  private _problem = '';
  private _stop: AbortController | null = null;
  private _isDisposed = false;
}

/** Whether a query leaves the result as it came. */
export function isWhole({ sort, filters, text }: ViewQuery): boolean {
  return sort.length === 0 && filters.length === 0 && text === '';
}
