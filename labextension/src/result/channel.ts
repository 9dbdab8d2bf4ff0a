/**
 * One view's way to its result in the kernel's memory.
 *
 * Requests and rows travel in the binary buffers of comm messages, never in their JSON.
 * A message can get lost when a kernel floods its outputs, so a request that has no answer
 * is asked again, over a new comm, with all others that wait; only the kernel's own word, or
 * its end, ends it.
 */

import type { Kernel, KernelMessage } from '@jupyterlab/services';
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import { isRecord } from '../api/parse';
import { RESULT_TARGET } from './messages';
import type { ResultRequest } from './requests';

/** The result is not in the kernel's memory, or there is no way to it any more. */
export class ResultGoneError extends Error {
  constructor(
    readonly code: string,
    /** Why the kernel let go of it, when it says so: `revoked`, `idle`, … */
    readonly reason: string | null = null,
  ) {
    super('The result is not in the memory of the kernel.');
    this.name = 'ResultGoneError';
  }
}

/** The kernel has the result, and does not do what it was asked for. */
export class RequestRefusedError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message === '' ? 'The kernel refused this request.' : message);
    this.name = 'RequestRefusedError';
  }
}

/** How a request is made. */
export interface Asking {
  /** Stops the request here and in the kernel. */
  readonly signal?: AbortSignal;
  /** Called while it takes long; null when nobody knows how far it is. */
  readonly onProgress?: (fraction: number | null) => void;
}

const PATIENCE_MS = 2_500;
const RETRY_MS = [6_000, 12_000, 24_000];
/** A kernel that has told how far it is may be quiet for this long. */
const AT_WORK_MS = 60_000;
const SUBSHELL_MS = 1_500;

/** With these codes the result itself is gone, or the way to it. */
const GONE_CODES: ReadonlySet<string> = new Set([
  'result_gone',
  'comm_closed',
  'view_closed',
]);

interface Waiting {
  readonly body: Uint8Array;
  readonly asking: Asking;
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (error: ResultGoneError | RequestRefusedError) => void;
  tries: number;
  slow: number;
  retry: number;
}

/** Asks one kernel for one result. */
export class ResultChannel implements IDisposable {
  constructor(
    private readonly kernel: Kernel.IKernelConnection,
    private readonly rid: string,
  ) {}

  /** Whether some request has waited longer than a person expects. */
  get isSlow(): boolean {
    return this._slow.size > 0;
  }

  get slowChanged(): ISignal<this, boolean> {
    return this._slowChanged;
  }

  /** The kernel has let go of the result; the reason is empty when it gives none. */
  get gone(): ISignal<this, string> {
    return this._gone;
  }

  /** A sealed output has grown in the kernel. */
  get grown(): ISignal<this, void> {
    return this._grown;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * The answer's bytes, in a buffer of their own; raises `ResultGoneError`, and
   * `RequestRefusedError` (code `cancelled` when it was stopped).
   */
  ask(request: ResultRequest, asking: Asking = {}): Promise<Uint8Array> {
    if (this._isDisposed) {
      return Promise.reject(new ResultGoneError('view_closed'));
    }
    if (asking.signal?.aborted === true) {
      return Promise.reject(new RequestRefusedError('cancelled', ''));
    }
    const id = ++this._lastId;
    const body = this.bodyOf(request);
    const answer = new Promise<Uint8Array>((resolve, reject) => {
      this._waiting.set(id, { body, asking, resolve, reject, tries: 0, slow: 0, retry: 0 });
    });
    asking.signal?.addEventListener(
      'abort',
      () => {
        this.cancel(id);
      },
      { once: true },
    );
    this.send(id);
    return answer;
  }

  /** Ask again now for everything that has no answer yet. */
  retry(): void {
    this.dropComm();
    for (const id of this._waiting.keys()) {
      this.send(id);
    }
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this.fail('view_closed');
      this.dropComm();
      Signal.clearData(this);
    }
  }

  private bodyOf(request: ResultRequest): Uint8Array {
    return new TextEncoder().encode(JSON.stringify({ ...request, rid: this.rid }));
  }

  private cancel(target: number): void {
    const waiting = this.take(target);
    if (waiting !== undefined) {
      waiting.reject(new RequestRefusedError('cancelled', ''));
      this.post(++this._lastId, this.bodyOf({ op: 'cancel', target }));
    }
  }

  private send(id: number): void {
    const waiting = this._waiting.get(id);
    if (waiting === undefined) {
      return;
    }
    window.clearTimeout(waiting.slow);
    window.clearTimeout(waiting.retry);
    waiting.slow = window.setTimeout(() => {
      this.setSlow(id, true);
    }, PATIENCE_MS);
    waiting.retry = window.setTimeout(
      () => {
        this.retry();
      },
      RETRY_MS[Math.min(waiting.tries, RETRY_MS.length - 1)],
    );
    waiting.tries++;
    this.post(id, waiting.body, () => this._waiting.has(id));
  }

  private post(id: number, body: Uint8Array, isWanted = (): boolean => true): void {
    this.open().then(
      comm => {
        if (comm !== null && isWanted()) {
          comm.send({ id }, {}, [body]);
        }
      },
      () => {
        // The kernel connection is gone: its owner disposes this channel.
      },
    );
  }

  private open(): Promise<Kernel.IComm | null> {
    this._comm ??= this.newComm();
    return this._comm;
  }

  private async newComm(): Promise<Kernel.IComm | null> {
    const { kernel } = this;
    await kernel.info;
    if (this.isOver()) {
      return null;
    }
    const comm = kernel.createComm(RESULT_TARGET);
    // Opened before its subshell is there, it would wait for the cell that runs now.
    if (kernel.supportsSubshells && hasSubshell(comm)) {
      await Promise.race([comm.subshellStarted, delay(SUBSHELL_MS)]);
    }
    if (this.isOver() || comm.isDisposed) {
      return null;
    }
    comm.onMsg = message => {
      this.onMessage(message);
    };
    comm.onClose = () => {
      this._comm = null;
      this.fail('comm_closed');
    };
    comm.open({});
    return comm;
  }

  private isOver(): boolean {
    return this._isDisposed || this.kernel.isDisposed;
  }

  private onMessage(message: KernelMessage.ICommMsgMsg): void {
    const data: unknown = message.content.data;
    if (!isRecord(data)) {
      return;
    }
    const buffer = message.buffers?.[0];
    const bytes = buffer === undefined ? new Uint8Array() : ownBytes(buffer);
    if (data['event'] === undefined) {
      this.onReply(data, bytes);
    } else {
      this.onEvent(data, bytes);
    }
  }

  private onReply(data: Readonly<Record<string, unknown>>, bytes: Uint8Array): void {
    const id = data['id'];
    const waiting = typeof id === 'number' ? this.take(id) : undefined;
    if (waiting === undefined) {
      return;
    }
    if (data['ok'] === true) {
      waiting.resolve(bytes);
      return;
    }
    const code = typeof data['code'] === 'string' ? data['code'] : 'unknown';
    waiting.reject(
      GONE_CODES.has(code)
        ? new ResultGoneError(code, reasonOf(data))
        : new RequestRefusedError(code, messageOf(bytes)),
    );
  }

  private onEvent(data: Readonly<Record<string, unknown>>, bytes: Uint8Array): void {
    const { event, id, rid } = data;
    if (event === 'progress' && typeof id === 'number') {
      this.onProgress(id, bytes);
    } else if (event === 'gone' && rid === this.rid) {
      this._gone.emit(reasonOf(data) ?? '');
    } else if (event === 'changed' && rid === this.rid) {
      this._grown.emit();
    }
  }

  private onProgress(id: number, bytes: Uint8Array): void {
    const waiting = this._waiting.get(id);
    if (waiting === undefined) {
      return;
    }
    window.clearTimeout(waiting.slow);
    window.clearTimeout(waiting.retry);
    this.setSlow(id, false);
    waiting.retry = window.setTimeout(() => {
      this.retry();
    }, AT_WORK_MS);
    const fraction = jsonOf(bytes)?.['fraction'];
    waiting.asking.onProgress?.(typeof fraction === 'number' ? fraction : null);
  }

  private take(id: number): Waiting | undefined {
    const waiting = this._waiting.get(id);
    if (waiting !== undefined) {
      window.clearTimeout(waiting.slow);
      window.clearTimeout(waiting.retry);
      this._waiting.delete(id);
      this.setSlow(id, false);
    }
    return waiting;
  }

  private fail(code: string): void {
    for (const id of [...this._waiting.keys()]) {
      this.take(id)?.reject(new ResultGoneError(code));
    }
  }

  private setSlow(id: number, isSlow: boolean): void {
    const was = this.isSlow;
    if (isSlow) {
      this._slow.add(id);
    } else {
      this._slow.delete(id);
    }
    if (was !== this.isSlow) {
      this._slowChanged.emit(this.isSlow);
    }
  }

  private dropComm(): void {
    const dropped = this._comm;
    this._comm = null;
    void dropped?.then(comm => {
      if (comm !== null && !comm.isDisposed) {
        comm.onMsg = () => undefined;
        comm.onClose = () => undefined;
        if (!this.kernel.isDisposed) {
          comm.close();
        }
      }
    });
  }

  private readonly _waiting = new Map<number, Waiting>();
  private readonly _slow = new Set<number>();
  private readonly _slowChanged = new Signal<this, boolean>(this);
  private readonly _gone = new Signal<this, string>(this);
  private readonly _grown = new Signal<this, void>(this);
  private _comm: Promise<Kernel.IComm | null> | null = null;
  private _lastId = 0;
  private _isDisposed = false;
}

function hasSubshell(
  comm: Kernel.IComm,
): comm is Kernel.IComm & { readonly subshellStarted: Promise<unknown> } {
  return 'subshellStarted' in comm && comm.subshellStarted instanceof Promise;
}

function reasonOf(data: Readonly<Record<string, unknown>>): string | null {
  return typeof data['reason'] === 'string' ? data['reason'] : null;
}

/** What the kernel says about a refusal; it is a sentence for people, or nothing. */
function messageOf(bytes: Uint8Array): string {
  const message = jsonOf(bytes)?.['message'];
  return typeof message === 'string' ? message : '';
}

function jsonOf(bytes: Uint8Array): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function delay(milliseconds: number): Promise<void> {
  return new Promise(resolve => {
    window.setTimeout(resolve, milliseconds);
  });
}

/** A copy: the buffers of a message stand at odd places of one large buffer. */
function ownBytes(buffer: ArrayBuffer | ArrayBufferView): Uint8Array {
  const bytes = ArrayBuffer.isView(buffer)
    ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
    : new Uint8Array(buffer);
  return bytes.slice();
}
