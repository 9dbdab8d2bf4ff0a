/** What the panel knows: who is signed in, their sources, and what is being asked of each. */

import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import { ApiError, problemOfError, type SourcesApi } from '../api/client';
import type {
  Catalog,
  Draft,
  Me,
  Outline,
  OutputLevel,
  Problem,
  Source,
  TestReport,
} from '../api/messages';

/** Something that is asked for, and its answer. */
export type Asked<T> =
  | { readonly status: 'waiting' }
  | { readonly status: 'there'; readonly value: T }
  | { readonly status: 'failed'; readonly problem: Problem };

/** What is shown of everything. */
export type PanelState =
  | { readonly status: 'loading' }
  | { readonly status: 'signed-out' }
  | { readonly status: 'failed'; readonly problem: Problem }
  | { readonly status: 'ready'; readonly me: Me; readonly sources: readonly Source[] };

/** The sources of the person who is signed in; tells by `changed` when anything is new. */
export class SourcesModel implements IDisposable {
  constructor(readonly api: SourcesApi) {}

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get state(): PanelState {
    return this._state;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Whether the list is being asked for again while the old one is shown. */
  get isRefreshing(): boolean {
    return this._isRefreshing;
  }

  find(id: string): Source | undefined {
    return this.state.status === 'ready'
      ? this.state.sources.find(source => source.id === id)
      : undefined;
  }

  catalog(id: string): Asked<Catalog> | undefined {
    return this._catalogs.get(id);
  }

  test(id: string): Asked<TestReport> | undefined {
    return this._tests.get(id);
  }

  /** Ask again who is signed in and which sources there are. */
  async refresh(): Promise<void> {
    const turn = ++this._turn;
    this._isRefreshing = true;
    if (this._state.status !== 'ready') {
      this._state = { status: 'loading' };
    }
    this.tell();
    const state = await this.ask();
    if (turn !== this._turn) {
      return;
    }
    this._isRefreshing = false;
    this._state = state;
    this.dropStale();
    this.tell();
  }

  /** Ask for a source's tables, unless they are there or on their way. */
  async loadCatalog(id: string): Promise<void> {
    if (this._catalogs.get(id)?.status !== 'waiting') {
      await this.fill(this._catalogs, id, () => this.api.catalog(id, false));
    }
  }

  /** Have the source itself asked again for its tables, unless they are on their way. */
  async reloadCatalog(id: string): Promise<void> {
    if (this._catalogs.get(id)?.status !== 'waiting') {
      await this.fill(this._catalogs, id, () => this.api.catalog(id, true));
    }
  }

  /** Connect to a source and keep what it answers. */
  async runTest(id: string): Promise<void> {
    if (this._tests.get(id)?.status !== 'waiting') {
      await this.fill(this._tests, id, () => this.api.test(id));
    }
  }

  /** Put away the answer of the last test. */
  clearTest(id: string): void {
    if (this._tests.delete(id)) {
      this.tell();
    }
  }

  /** Add a source; raises `ApiError` when the broker does not take it. */
  async add(draft: Draft): Promise<Source> {
    const source = await this.guard(this.api.add(draft));
    await this.refresh();
    return source;
  }

  /** Change what notebooks may show and keep of its rows; raises `ApiError`. */
  async changeOutputs(id: string, outline: Outline, level: OutputLevel): Promise<void> {
    await this.guard(this.api.changeOutputs(id, outline, level));
    await this.refresh();
  }

  /** Remove a source; raises `ApiError` when that fails. */
  async remove(id: string): Promise<void> {
    await this.guard(this.api.remove(id));
    await this.refresh();
  }

  dispose(): void {
    this._isDisposed = true;
    this._turn++;
    Signal.clearData(this);
  }

  /** Note it when an error says that nobody is signed in any more, and pass it on. */
  async guard<T>(asked: Promise<T>): Promise<T> {
    try {
      return await asked;
    } catch (error) {
      if (error instanceof ApiError && error.isSignedOut) {
        this.signedOut();
      }
      throw error;
    }
  }

  private async ask(): Promise<PanelState> {
    try {
      const [me, sources] = await Promise.all([this.api.me(), this.api.sources()]);
      return { status: 'ready', me, sources };
    } catch (error) {
      if (error instanceof ApiError && error.isSignedOut) {
        return { status: 'signed-out' };
      }
      return { status: 'failed', problem: problemOfError(error) };
    }
  }

  private async fill<T>(
    asked: Map<string, Asked<T>>,
    id: string,
    ask: () => Promise<T>,
  ): Promise<void> {
    asked.set(id, { status: 'waiting' });
    this.tell();
    let answer: Asked<T>;
    try {
      answer = { status: 'there', value: await this.guard(ask()) };
    } catch (error) {
      answer = { status: 'failed', problem: problemOfError(error) };
    }
    // Whoever has put the question away, by signing out or removing, wants no answer.
    if (asked.has(id)) {
      asked.set(id, answer);
      this.tell();
    }
  }

  private signedOut(): void {
    this._state = { status: 'signed-out' };
    this._catalogs.clear();
    this._tests.clear();
    this.tell();
  }

  private dropStale(): void {
    const ids = new Set(
      this._state.status === 'ready' ? this._state.sources.map(source => source.id) : [],
    );
    for (const asked of [this._catalogs, this._tests]) {
      for (const id of [...asked.keys()].filter(key => !ids.has(key))) {
        asked.delete(id);
      }
    }
  }

  private tell(): void {
    if (!this._isDisposed) {
      this._changed.emit();
    }
  }

  private readonly _changed = new Signal<this, void>(this);
  private readonly _catalogs = new Map<string, Asked<Catalog>>();
  private readonly _tests = new Map<string, Asked<TestReport>>();
  private _state: PanelState = { status: 'loading' };
  private _isRefreshing = false;
  private _isDisposed = false;
  private _turn = 0;
}
