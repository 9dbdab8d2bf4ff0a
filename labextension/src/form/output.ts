/** A form in an output: the controls of a statement, and below them its newest result. */

import { MimeModel, type IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { IDisposable } from '@lumino/disposable';
import { Widget } from '@lumino/widgets';

import { object, optional, text } from '../api/parse';
import { readJson, RESULT_MIME } from '../result/messages';
import type { OutputContext, OutputView, OutputViewFactory } from '../result/view';

const WIDGET_MIME = 'application/vnd.jupyter.widget-view+json';

const parseForm = object({ model_id: text, result: optional(text, null) });

/** Shows forms with what `rendermime` has for widgets and for results. */
export function formViews(rendermime: IRenderMimeRegistry): OutputViewFactory {
  return context => new FormOutput(rendermime, context);
}

class FormOutput implements OutputView {
  constructor(
    private readonly rendermime: IRenderMimeRegistry,
    private readonly context: OutputContext,
  ) {
    this.node.className = 'jp-datawisp-FormOutput';
    this.node.append(this._controls, this._result);
    const { channel, hello } = context;
    const form = parseForm(hello, 'The form');
    channel.grown.connect(this.onChanged, this);
    // Parts can be put into a node that is in the page, and ours gets there after this.
    this._frame = requestAnimationFrame(() => {
      this.attach(this._controls, WIDGET_MIME, {
        model_id: form.model_id,
        version_major: 2,
        version_minor: 0,
      });
      this.showResult(form.result);
    });
  }

  readonly node = document.createElement('div');

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      cancelAnimationFrame(this._frame);
      this.context.channel.grown.disconnect(this.onChanged, this);
      for (const part of this._parts.values()) {
        part.dispose();
      }
      this._parts.clear();
      this.node.replaceChildren();
    }
  }

  private onChanged(): void {
    this.context.channel.ask({ op: 'hello' }).then(
      bytes => {
        if (!this._isDisposed) {
          this.showResult(readJson(bytes, parseForm, 'The form').result);
        }
      },
      (error: unknown) => {
        this.context.fail(error);
      },
    );
  }

  private showResult(rid: string | null): void {
    if (rid !== null && rid !== this._rid) {
      this._rid = rid;
      this.attach(this._result, RESULT_MIME, { v: 1, rid });
    }
  }

  /** Put what shows `data` into `host`, in place of what was there. */
  private attach(
    host: HTMLElement,
    mimeType: string,
    data: Readonly<Record<string, string | number>>,
  ): void {
    this._parts.get(host)?.dispose();
    host.replaceChildren();
    if (!host.isConnected || !this.rendermime.mimeTypes.includes(mimeType)) {
      return;
    }
    const renderer: IRenderMime.IRenderer = this.rendermime.createRenderer(mimeType);
    this._parts.set(host, renderer);
    Widget.attach(renderer, host);
    void renderer.renderModel(new MimeModel({ trusted: true, data: { [mimeType]: data } }));
  }

  private readonly _controls = document.createElement('div');
  private readonly _result = document.createElement('div');
  private readonly _parts = new Map<HTMLElement, IDisposable>();
  private _rid: string | null = null;
  private _frame = 0;
  private _isDisposed = false;
}
