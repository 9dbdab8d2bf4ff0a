/** What is shared by and with the person who is signed in, and what waits for their answer. */

import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import { ApiError, problemOfError } from '../api/client';
import type { SavedQueriesApi, SharingApi } from '../api/sharing-client';
import type {
  Banner,
  Grant,
  GrantDraft,
  Proposal,
  RecipientDraft,
  RevokeReport,
  SupportDraft,
} from '../api/sharing-messages';
import type { Asked, SourcesModel } from './sources';

/** Grants, banners and proposals; tells by `changed` when anything is new. */
export class SharingModel implements IDisposable {
  constructor(
    readonly api: SharingApi & SavedQueriesApi,
    readonly sources: SourcesModel,
  ) {
    sources.changed.connect(this.onSources, this);
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  get given(): Asked<readonly Grant[]> {
    return this._given;
  }

  get received(): Asked<readonly Grant[]> {
    return this._received;
  }

  /** What the owner must see as long as it is so. */
  get banners(): readonly Banner[] {
    return this._banners;
  }

  /** What code in notebooks asks the person to confirm. */
  get proposals(): readonly Proposal[] {
    return this._proposals;
  }

  /** How many people and groups have something of a source now; undefined until it is known. */
  sharedWith(source: string): number | undefined {
    if (this._given.status !== 'there') {
      return undefined;
    }
    const live = this._given.value.filter(
      grant =>
        grant.sourceId === source &&
        grant.effect === 'allow' &&
        !grant.flags.includes('expired'),
    );
    return new Set(live.map(grant => `${grant.recipient.kind} ${grant.recipient.name}`))
      .size;
  }

  /** Ask for all grants again; the former ones stay in sight until they are there. */
  async refresh(): Promise<void> {
    const turn = ++this._turn;
    const settle = <T>(asked: Promise<T>): Promise<Asked<T>> =>
      this.guard(asked).then(
        value => ({ status: 'there', value }),
        (error: unknown) => ({ status: 'failed', problem: problemOfError(error) }),
      );
    const [given, received] = await Promise.all([
      settle(this.api.given()),
      settle(this.api.received()),
    ]);
    if (turn === this._turn) {
      this._given = given;
      this._received = received;
      this.tell();
    }
  }

  /** Ask for banners and proposals; when they cannot be had, the former ones stay. */
  async checkNews(): Promise<void> {
    try {
      const [banners, proposals] = await Promise.all([
        this.api.banners(),
        this.api.proposals(),
      ]);
      const before = JSON.stringify([this._banners, this._proposals]);
      this._banners = banners;
      this._proposals = proposals;
      if (JSON.stringify([banners, proposals]) !== before) {
        this.tell();
      }
    } catch (error) {
      if (!(error instanceof ApiError)) {
        throw error;
      }
    }
  }

  /** Share, or change what was shared; raises `ApiError`. */
  async share(
    source: string,
    draft: GrantDraft,
    replaces: string | undefined,
  ): Promise<Grant> {
    const asked =
      replaces === undefined
        ? this.api.share(source, draft)
        : this.api.change(replaces, draft);
    return this.after(asked);
  }

  /** Take one grant back; raises `ApiError`. */
  async revoke(grant: string): Promise<RevokeReport> {
    return this.after(this.api.revoke(grant));
  }

  /** Take everything back from a recipient, of one source or of all; raises `ApiError`. */
  async revokeAll(recipient: RecipientDraft, source?: string): Promise<RevokeReport> {
    return this.after(this.api.revokeAll(recipient, source));
  }

  /** Hand a source over; raises `ApiError`. */
  async transfer(source: string, email: string): Promise<void> {
    await this.after(this.api.transfer(source, email));
    await this.sources.refresh();
  }

  /** Let support look; raises `ApiError`. */
  async support(source: string, draft: SupportDraft): Promise<Grant> {
    return this.after(this.api.support(source, draft));
  }

  /** Do what was proposed; raises `ApiError`. */
  async confirm(proposal: Proposal, accept: readonly string[]): Promise<void> {
    await this.after(this.api.confirm(proposal.id, accept));
    if (proposal.kind === 'transfer') {
      await this.sources.refresh();
    }
  }

  /** Turn a proposal down; raises `ApiError`. */
  async decline(proposal: Proposal): Promise<void> {
    await this.after(this.api.decline(proposal.id));
  }

  dispose(): void {
    this._isDisposed = true;
    this._turn++;
    this.sources.changed.disconnect(this.onSources, this);
    Signal.clearData(this);
  }

  /** Note it when an error says that nobody is signed in any more, and pass it on. */
  guard<T>(asked: Promise<T>): Promise<T> {
    return this.sources.guard(asked);
  }

  private async after<T>(asked: Promise<T>): Promise<T> {
    const answer = await this.guard(asked);
    await Promise.all([this.refresh(), this.checkNews()]);
    return answer;
  }

  private onSources(): void {
    const { status } = this.sources.state;
    if (status === 'signed-out' && this._given.status === 'there') {
      this._turn++;
      this._given = { status: 'waiting' };
      this._received = { status: 'waiting' };
      this._banners = [];
      this._proposals = [];
      this.tell();
    } else if (status === 'ready' && this._given.status === 'waiting') {
      void this.refresh();
    }
  }

  private tell(): void {
    if (!this._isDisposed) {
      this._changed.emit();
    }
  }

  private readonly _changed = new Signal<this, void>(this);
  private _given: Asked<readonly Grant[]> = { status: 'waiting' };
  private _received: Asked<readonly Grant[]> = { status: 'waiting' };
  private _banners: readonly Banner[] = [];
  private _proposals: readonly Proposal[] = [];
  private _isDisposed = false;
  private _turn = 0;
}
