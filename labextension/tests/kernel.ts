/** A kernel that holds one result, behind the part of a connection that results use. */

import type { ISessionContext } from '@jupyterlab/apputils';
import type { Kernel, KernelMessage } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';

import { isRecord } from '../src/api/parse';
import { FakeTable } from './fake-table';

export const RID = 'abcdefghijklmnop_-12';

interface Comm {
  readonly commId: string;
  readonly targetName: string;
  isDisposed: boolean;
  onMsg: (message: KernelMessage.ICommMsgMsg) => void;
  onClose: (message: KernelMessage.ICommCloseMsg) => void;
  open: () => void;
  close: () => void;
  send: (data: unknown, metadata: unknown, buffers: readonly Uint8Array[]) => void;
}

/** What the kernel does with a request. */
export type Manner = 'answer' | 'lose' | 'gone' | 'close';

export class FakeKernel {
  constructor(held: number | FakeTable = 1000) {
    this.table = typeof held === 'number' ? new FakeTable({ rows: held }) : held;
  }

  readonly table: FakeTable;

  readonly asked: Record<string, unknown>[] = [];
  readonly comms: Comm[] = [];
  readonly info = Promise.resolve({});
  readonly supportsSubshells = false;
  readonly targets = new Map<string, (comm: unknown, message: unknown) => void>();
  isDisposed = false;
  status: Kernel.Status = 'idle';
  manner: Manner = 'answer';
  /** What is done with requests of these operations, other than with all others. */
  readonly manners = new Map<string, Manner>();
  interrupts = 0;

  /** This object as what it stands for. */
  get connection(): Kernel.IKernelConnection {
    return this as unknown as Kernel.IKernelConnection;
  }

  get openComms(): number {
    return this.comms.filter(comm => !comm.isDisposed).length;
  }

  interrupt(): Promise<void> {
    this.interrupts++;
    return Promise.resolve();
  }

  registerCommTarget(
    name: string,
    callback: (comm: unknown, message: unknown) => void,
  ): void {
    this.targets.set(name, callback);
  }

  removeCommTarget(name: string): void {
    this.targets.delete(name);
  }

  createComm(targetName: string): Comm {
    const comm: Comm = {
      commId: String(this.comms.length),
      targetName,
      isDisposed: false,
      onMsg: () => undefined,
      onClose: () => undefined,
      open: () => undefined,
      close: () => {
        comm.isDisposed = true;
      },
      send: (data, _metadata, buffers) => {
        this.onRequest(comm, data, buffers);
      },
    };
    this.comms.push(comm);
    return comm;
  }

  private onRequest(comm: Comm, data: unknown, buffers: readonly Uint8Array[]): void {
    const request: unknown = JSON.parse(new TextDecoder().decode(buffers[0]));
    if (!isRecord(request) || !isRecord(data)) {
      throw new Error('no request');
    }
    this.asked.push({ ...request, data });
    const manner = this.manners.get(String(request['op'])) ?? this.manner;
    queueMicrotask(() => {
      if (manner === 'close') {
        comm.isDisposed = true;
        comm.onClose({} as KernelMessage.ICommCloseMsg);
      } else if (manner === 'gone') {
        reply(comm, { id: data['id'], ok: false, code: 'result_gone' }, new Uint8Array());
      } else if (manner === 'answer') {
        const answer = this.table.answer(request);
        const { id } = data;
        if ('body' in answer) {
          reply(comm, { id, ok: true }, answer.body);
        } else {
          const { code, message } = answer;
          const body = new TextEncoder().encode(JSON.stringify({ message }));
          reply(comm, { id, ok: false, code }, body);
        }
      }
    });
  }

  /** Tell something without being asked. */
  tell(data: object, body: object = {}): void {
    const comm = this.comms.find(one => !one.isDisposed);
    if (comm !== undefined) {
      reply(comm, data, new TextEncoder().encode(JSON.stringify(body)));
    }
  }
}

function reply(comm: Comm, data: object, body: Uint8Array): void {
  // As they come over a websocket: a window at an odd place of a larger buffer.
  const whole = new Uint8Array(body.length + 3);
  whole.set(body, 3);
  const message = { content: { data }, buffers: [new DataView(whole.buffer, 3)] };
  comm.onMsg(message as unknown as KernelMessage.ICommMsgMsg);
}

/** The session of a notebook with that kernel, or none; it counts who listens. */
export class FakeSession {
  constructor(
    kernel: FakeKernel | null,
    readonly ready = Promise.resolve(),
  ) {
    this.session = kernel === null ? null : { kernel: kernel.connection };
  }

  readonly kernelChanged = new CountingSignal<FakeSession, unknown>(this);
  readonly executed = new CountingSignal<FakeSession, void>(this);
  readonly statusChanged = new CountingSignal<FakeSession, Kernel.Status>(this);
  session: { kernel: Kernel.IKernelConnection } | null;

  get context(): ISessionContext {
    return this as unknown as ISessionContext;
  }

  get listeners(): number {
    return [this.kernelChanged, this.statusChanged, this.executed].reduce(
      (sum, signal) => sum + signal.listeners,
      0,
    );
  }
}

class CountingSignal<T, U> extends Signal<T, U> {
  listeners = 0;

  override connect(...slot: Parameters<Signal<T, U>['connect']>): boolean {
    const isNew = super.connect(...slot);
    this.listeners += isNew ? 1 : 0;
    return isNew;
  }

  override disconnect(...slot: Parameters<Signal<T, U>['disconnect']>): boolean {
    const wasThere = super.disconnect(...slot);
    this.listeners -= wasThere ? 1 : 0;
    return wasThere;
  }
}
