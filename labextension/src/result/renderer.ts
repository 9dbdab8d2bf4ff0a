/** The output of a query: its rows while the kernel has them, a receipt when it has not. */

import type { ISessionContext } from '@jupyterlab/apputils';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { Kernel } from '@jupyterlab/services';
import type { Message } from '@lumino/messaging';
import type { ISignal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';

import { ResultChannel, ResultGoneError } from './channel';
import { findSealed, parseKind, RESULT_MIME, type SealedResult } from './messages';
import { GONE_REASONS, receipt, waitingLine, type Receipt } from './parts';
import type { OutputView, OutputViewFactories } from './view';

const CHECKED_AGAIN_MS = 5_000;

/** How long a notebook's kernel may take to be there before its outputs say that none is. */
const NO_KERNEL_MS = 2_000;

/** What the renderer needs of the place that its output stands in. */
export interface ResultHost {
  readonly sessionContext: ISessionContext;
  /** A cell has been run: it may have made the kernel forget this result. */
  readonly executed: ISignal<unknown, void>;
  /** Run the cell that shows this result; null where there is none. */
  readonly runCell: ((node: HTMLElement, rid: string) => void) | null;
}

/** Renders one output.  Rows are in its DOM and in its page cache, and go with them. */
export class ResultRenderer extends Widget implements IRenderMime.IRenderer {
  constructor(
    private readonly host: ResultHost,
    private readonly views: OutputViewFactories,
  ) {
    super();
    this.addClass('jp-datawisp-Result');
    const { sessionContext, executed } = host;
    executed.connect(this.check, this);
    sessionContext.kernelChanged.connect(this.onKernelChanged, this);
    sessionContext.statusChanged.connect(this.onStatusChanged, this);
  }

  renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    this._sealed = findSealed(model.data[RESULT_MIME]);
    this._isTrusted = model.trusted;
    if (this.isAttached) {
      this.connect();
    }
    return Promise.resolve();
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    const { sessionContext, executed } = this.host;
    executed.disconnect(this.check, this);
    sessionContext.kernelChanged.disconnect(this.onKernelChanged, this);
    sessionContext.statusChanged.disconnect(this.onStatusChanged, this);
    this.clear();
    super.dispose();
  }

  handleEvent(event: Event): void {
    const isRecent = Date.now() - this._asked < CHECKED_AGAIN_MS;
    if (!isRecent && (event.type !== 'visibilitychange' || !document.hidden)) {
      this.check();
    }
  }

  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    document.addEventListener('visibilitychange', this);
    this.node.addEventListener('focusin', this);
    this.connect();
  }

  protected override onBeforeDetach(msg: Message): void {
    document.removeEventListener('visibilitychange', this);
    this.node.removeEventListener('focusin', this);
    this.clear();
    super.onBeforeDetach(msg);
  }

  private onKernelChanged(): void {
    if (this.isAttached) {
      this.connect();
    }
  }

  private onStatusChanged(_sender: ISessionContext, status: Kernel.Status): void {
    if (GONE.has(status)) {
      this.showReceipt('restarted');
    }
  }

  /** Ask the kernel for the result, and show what comes of it. */
  private connect(): void {
    this.clear();
    const sealed = this._sealed;
    if (sealed === null) {
      this.node.replaceChildren(receipt({ why: 'unreadable', sealed: null, run: null }));
      return;
    }
    this.node.replaceChildren(waitingLine('Looking for the rows in the kernel…'));
    const turn = ++this._turn;
    // A session is never ready while a dialog asks for its kernel, nor after "No Kernel".
    this._timer = window.setTimeout(() => {
      if (this.kernel === null) {
        this.showReceipt('no-kernel');
      }
    }, NO_KERNEL_MS);
    void this.host.sessionContext.ready.then(() => {
      if (turn === this._turn && this.isAttached) {
        this.open(sealed);
      }
    });
  }

  private get kernel(): Kernel.IKernelConnection | null {
    return this.host.sessionContext.session?.kernel ?? null;
  }

  private open(sealed: SealedResult): void {
    window.clearTimeout(this._timer);
    const { kernel } = this;
    if (kernel === null || GONE.has(kernel.status)) {
      this.showReceipt('no-kernel');
      return;
    }
    const channel = new ResultChannel(kernel, sealed.rid);
    this._channel = channel;
    channel.slowChanged.connect(this.onSlowChanged, this);
    channel.gone.connect(this.onGone, this);
    this.hello(channel, hello => {
      this.showOutput(channel, hello);
    });
  }

  private hello(channel: ResultChannel, then: (hello: unknown) => void): void {
    this._asked = Date.now();
    channel
      .ask({ op: 'hello' })
      .then(bytes => {
        if (channel === this._channel) {
          then(JSON.parse(new TextDecoder().decode(bytes)));
        }
      })
      .catch((error: unknown) => {
        this.onFailure(channel, error);
      });
  }

  /** Look whether the kernel still has the rows: it may have forgotten them, or be another. */
  private check(): void {
    const channel = this._channel;
    if (channel !== null && this._view !== null) {
      this.hello(channel, () => undefined);
    }
  }

  private showOutput(channel: ResultChannel, hello: unknown): void {
    const create = this.views.get(parseKind(hello, 'The output'));
    if (create === undefined) {
      this.showReceipt('unreadable');
      return;
    }
    this._view = create({
      channel,
      hello,
      chart: this._sealed?.chart ?? null,
      isTrusted: this._isTrusted,
      fail: error => {
        this.onFailure(channel, error);
      },
    });
    this.node.replaceChildren(this._view.node);
  }

  private onGone(channel: ResultChannel, reason: string): void {
    this.onFailure(channel, new ResultGoneError('result_gone', reason));
  }

  private onSlowChanged(channel: ResultChannel, isSlow: boolean): void {
    if (this._view === null && isSlow) {
      this.node.replaceChildren(
        waitingLine('The kernel is busy. The rows appear as soon as it answers.', () => {
          channel.retry();
        }),
      );
    }
  }

  private onFailure(channel: ResultChannel, error: unknown): void {
    if (channel !== this._channel) {
      return;
    }
    this.showReceipt(error instanceof ResultGoneError ? reasonOf(error) : 'unreadable');
  }

  private showReceipt(why: Receipt['why']): void {
    this.clear();
    const sealed = this._sealed;
    const { runCell } = this.host;
    const run =
      sealed === null || runCell === null
        ? null
        : () => {
            runCell(this.node, sealed.rid);
          };
    this.node.replaceChildren(receipt({ why, sealed, run }));
  }

  /** Let go of the rows: from the page, from the cache, and of the way to them. */
  private clear(): void {
    this._turn++;
    window.clearTimeout(this._timer);
    this._view?.dispose();
    this._view = null;
    this._channel?.dispose();
    this._channel = null;
    this.node.replaceChildren();
  }

  private _sealed: SealedResult | null = null;
  private _isTrusted = false;
  private _channel: ResultChannel | null = null;
  private _view: OutputView | null = null;
  private _asked = 0;
  private _turn = 0;
  private _timer = 0;
}

/** Why the rows are gone, as far as the kernel says it in words that are known here. */
function reasonOf({ reason }: ResultGoneError): Receipt['why'] {
  return GONE_REASONS.find(known => known === reason) ?? 'gone';
}

/** In these the memory that held the rows is gone. */
const GONE: ReadonlySet<Kernel.Status> = new Set<Kernel.Status>([
  'restarting',
  'autorestarting',
  'dead',
  'terminating',
]);
