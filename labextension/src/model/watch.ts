/** Asks again and again: now and then, and for a while more often when something is expected. */

import type { IDisposable } from '@lumino/disposable';

const EVERY_MS = 15_000;
/** After something was begun that may soon have news. */
const SOON_MS: readonly number[] = [1_000, 1_000, 2_000, 4_000, 8_000];

/** Calls `ask` while the page is in sight; never again once it is disposed. */
export class Watch implements IDisposable {
  constructor(private readonly ask: () => Promise<void>) {
    document.addEventListener('visibilitychange', this.onVisible);
    this.plan(0);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** News may come at any moment: ask more often for a while. */
  hurry(): void {
    this._soon = [...SOON_MS];
    this.plan(this._soon.shift() ?? EVERY_MS);
  }

  dispose(): void {
    this._isDisposed = true;
    window.clearTimeout(this._timer);
    document.removeEventListener('visibilitychange', this.onVisible);
  }

  private readonly onVisible = (): void => {
    if (!document.hidden) {
      this.plan(0);
    }
  };

  private plan(milliseconds: number): void {
    window.clearTimeout(this._timer);
    if (!this._isDisposed) {
      this._timer = window.setTimeout(() => void this.turn(), milliseconds);
    }
  }

  private async turn(): Promise<void> {
    if (!document.hidden) {
      await this.ask();
    }
    this.plan(this._soon.shift() ?? EVERY_MS);
  }

  private _soon: number[] = [];
  private _timer: number | undefined;
  private _isDisposed = false;
}
