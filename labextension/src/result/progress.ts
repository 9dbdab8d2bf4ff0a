/** How a query is getting on: a line below its cell, with a way to stop it. */

import type { ISessionContext } from '@jupyterlab/apputils';
import { CodeCell } from '@jupyterlab/cells';
import type { Notebook } from '@jupyterlab/notebook';
import type { Kernel, KernelMessage } from '@jupyterlab/services';
import type { IDisposable } from '@lumino/disposable';
import { PanelLayout, Widget } from '@lumino/widgets';

import { ShapeError } from '../api/parse';
import { parseProgress, PROGRESS_TARGET, type Phase, type Progress } from './messages';
import { button } from './parts';
import { counted, sizeWords, timeWords } from './words';

/** Below this nobody can read it. */
const SHOWN_AFTER_MS = 250;

const OVER: ReadonlySet<Phase> = new Set<Phase>(['done', 'failed', 'stopped']);

/** Listens to the kernels of a notebook, one after the other. */
export class ProgressWatcher implements IDisposable {
  constructor(
    private readonly notebook: Notebook,
    private readonly sessionContext: ISessionContext,
  ) {
    sessionContext.kernelChanged.connect(this.onKernelChanged, this);
    sessionContext.statusChanged.connect(this.onStatusChanged, this);
    this.listenTo(sessionContext.session?.kernel ?? null);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this.sessionContext.kernelChanged.disconnect(this.onKernelChanged, this);
      this.sessionContext.statusChanged.disconnect(this.onStatusChanged, this);
      this.listenTo(null);
    }
  }

  private onKernelChanged(): void {
    this.listenTo(this.sessionContext.session?.kernel ?? null);
  }

  private onStatusChanged(_sender: ISessionContext, status: Kernel.Status): void {
    if (status === 'restarting' || status === 'autorestarting' || status === 'dead') {
      this.clear();
    }
  }

  private listenTo(kernel: Kernel.IKernelConnection | null): void {
    if (kernel === this._kernel) {
      return;
    }
    if (this._kernel !== null && !this._kernel.isDisposed) {
      this._kernel.removeCommTarget(PROGRESS_TARGET, this._onOpen);
    }
    this.clear();
    this._kernel = kernel;
    kernel?.registerCommTarget(PROGRESS_TARGET, this._onOpen);
  }

  private open(comm: Kernel.IComm, message: KernelMessage.ICommOpenMsg): void {
    const line = new ProgressLine(() => void this._kernel?.interrupt());
    this._lines.add(line);
    const cell = this.findCell(message.parent_header);
    const timer = window.setTimeout(() => {
      if (cell !== null && !cell.isDisposed && !line.isDisposed) {
        insertAboveOutputs(cell, line);
      }
    }, SHOWN_AFTER_MS);
    const end = (): void => {
      window.clearTimeout(timer);
      this._lines.delete(line);
      line.dispose();
    };
    const take = (data: unknown): void => {
      const progress = readProgress(data);
      if (progress !== null && OVER.has(progress.phase)) {
        end();
      } else if (progress !== null && !line.isDisposed) {
        line.tell(progress);
      }
    };
    comm.onMsg = update => {
      take(update.content.data);
    };
    comm.onClose = end;
    take(message.content.data);
  }

  /** The cell whose run the kernel is answering. */
  private findCell(asked: KernelMessage.ICommOpenMsg['parent_header']): CodeCell | null {
    const id = 'msg_id' in asked ? asked.msg_id : '';
    const cells = this.notebook.widgets.filter(cell => cell instanceof CodeCell);
    return (
      cells.find(cell => requestOf(cell.outputArea.future) === id) ??
      cells.find(cell => cell.model.executionState === 'running') ??
      null
    );
  }

  private clear(): void {
    for (const line of this._lines) {
      line.dispose();
    }
    this._lines.clear();
  }

  private readonly _onOpen = (
    comm: Kernel.IComm,
    message: KernelMessage.ICommOpenMsg,
  ): void => {
    this.open(comm, message);
  };
  private readonly _lines = new Set<ProgressLine>();
  private _kernel: Kernel.IKernelConnection | null = null;
  private _isDisposed = false;
}

/** The line itself; it counts seconds by itself between two messages. */
export class ProgressLine extends Widget {
  constructor(stop: () => void) {
    super();
    this.addClass('jp-datawisp-Progress');
    const busy = document.createElement('span');
    busy.className = 'jp-datawisp-Busy';
    busy.setAttribute('aria-hidden', 'true');
    this._spoken.className = 'jp-datawisp-Unseen';
    this._spoken.setAttribute('role', 'status');
    this._words.className = 'jp-datawisp-Progress-words';
    this._stop = button('Stop', () => {
      this._stop.disabled = true;
      this._stop.textContent = 'Stopping…';
      stop();
    });
    this.node.append(busy, this._words, this._spoken, this._stop);
    this._timer = window.setInterval(() => {
      this.write();
    }, 250);
  }

  /** Show an update. */
  tell(progress: Progress): void {
    if (progress.phase !== this._progress?.phase) {
      this._spoken.textContent =
        progress.phase === 'waiting'
          ? `Waiting for ${progress.source}`
          : `Rows are coming from ${progress.source}`;
    }
    this._progress = progress;
    this._since = Date.now();
    this.write();
  }

  override dispose(): void {
    window.clearInterval(this._timer);
    super.dispose();
  }

  private write(): void {
    if (this._progress !== null) {
      const since = (Date.now() - this._since) / 1000;
      this._words.textContent = progressWords(this._progress, since);
    }
  }

  private readonly _words = document.createElement('span');
  private readonly _spoken = document.createElement('span');
  private readonly _stop: HTMLButtonElement;
  private readonly _timer: number;
  private _progress: Progress | null = null;
  private _since = 0;
}

/** Such as: `warehouse: 120,000 rows · 3.2 MB · 1.4 s`. */
export function progressWords(progress: Progress, secondsSince: number): string {
  const time = timeWords(progress.seconds + secondsSince);
  return progress.phase === 'waiting'
    ? `${progress.source}: waiting for the first rows · ${time}`
    : `${progress.source}: ${counted(progress.rows, 'row')} · ${sizeWords(progress.bytes)} · ${time}`;
}

function readProgress(data: unknown): Progress | null {
  try {
    return parseProgress(data, 'The progress');
  } catch (error) {
    if (error instanceof ShapeError) {
      return null;
    }
    throw error;
  }
}

function insertAboveOutputs(cell: CodeCell, line: ProgressLine): void {
  const outputs = cell.outputArea.parent;
  if (cell.layout instanceof PanelLayout && outputs !== null) {
    cell.layout.insertWidget(cell.layout.widgets.indexOf(outputs), line);
  }
}

/** The message that a cell's run was asked with; a cell that has never run has no future. */
function requestOf(
  future: CodeCell['outputArea']['future'] | null | undefined,
): string | undefined {
  return future?.msg.header.msg_id;
}
