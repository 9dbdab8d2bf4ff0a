/**
 * One view's way to its result in the kernel's memory.
 *
 * Requests and rows travel in the binary buffers of comm messages, never in their JSON.
 * A message can get lost when a kernel floods its outputs, so a request that has no answer
 * is asked again, over a new comm; only the kernel's own word, or its end, ends it.
 */

import type { Kernel, KernelMessage } from '@jupyterlab/services';
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import { isRecord } from '../api/parse';
import { RESULT_TARGET } from './messages';

/** The result is not in the kernel's memory, or the kernel refused for another reason. */
export class ResultGoneError extends Error {
  constructor(readonly code: string) {
    super('The result is not in the memory of the kernel.');
    this.name = 'ResultGoneError';
  }
}

/** What can be asked of a result. */
export type ResultRequest =
  | { readonly op: 'hello' }
  | { readonly op: 'page'; readonly offset: number; readonly count: number };

const PATIENCE_MS = 2_500;
const RETRY_MS = [6_000, 12_000, 24_000];
const SUBSHELL_MS = 1_500;

interface Waiting {
  readonly body: Uint8Array;
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (error: ResultGoneError) => void;
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

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** The answer's bytes, in a buffer of their own; raises `ResultGoneError`. */
  ask(request: ResultRequest): Promise<Uint8Array> {
    if (this._isDisposed) {
      return Promise.reject(new ResultGoneError('view_closed'));
    }
    const id = ++this._lastId;
    const body = new TextEncoder().encode(JSON.stringify({ ...request, rid: this.rid }));
    return new Promise((resolve, reject) => {
      this._waiting.set(id, { body, resolve, reject, tries: 0, slow: 0, retry: 0 });
      this.send(id);
    });
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
        this.dropComm();
        this.send(id);
      },
      RETRY_MS[Math.min(waiting.tries, RETRY_MS.length - 1)],
    );
    waiting.tries++;
    this.open().then(
      comm => {
        if (comm !== null && this._waiting.has(id)) {
          comm.send({ id }, {}, [waiting.body]);
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
    const id = isRecord(data) ? data['id'] : undefined;
    const waiting = typeof id === 'number' ? this.take(id) : undefined;
    if (waiting === undefined || !isRecord(data)) {
      return;
    }
    const buffer = message.buffers?.[0];
    if (data['ok'] === true && buffer !== undefined) {
      waiting.resolve(ownBytes(buffer));
    } else {
      const code = data['code'];
      waiting.reject(new ResultGoneError(typeof code === 'string' ? code : 'unknown'));
    }
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
  private _comm: Promise<Kernel.IComm | null> | null = null;
  private _lastId = 0;
  private _isDisposed = false;
}

function hasSubshell(
  comm: Kernel.IComm,
): comm is Kernel.IComm & { readonly subshellStarted: Promise<unknown> } {
  return 'subshellStarted' in comm && comm.subshellStarted instanceof Promise;
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
