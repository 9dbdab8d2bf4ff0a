/** A sealed output: what a cell has shown, which is in its kernel's memory and nowhere else. */

import { MimeModel, type IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { Widget } from '@lumino/widgets';

import { sealedIcon } from '../icons';
import { readJson } from '../result/messages';
import type { OutputContext, OutputView, OutputViewFactory } from '../result/view';
import { parseContent, type Bundle } from './parts';

const WORDS = 'Sealed: not saved';
const WHY =
  'What this cell shows is in the memory of its kernel. Neither the notebook nor the server ' +
  'keeps it.';
const NOT_SHOWN = 'This part of the output cannot be shown here.';

/** Shows sealed outputs with what `rendermime` has for their types. */
export function sealedViews(rendermime: IRenderMimeRegistry): OutputViewFactory {
  return context => new SealedOutput(rendermime, context);
}

interface Shown {
  readonly bundle: string;
  readonly node: HTMLElement;
  readonly widget: Widget | null;
}

class SealedOutput implements OutputView {
  constructor(
    private readonly rendermime: IRenderMimeRegistry,
    private readonly context: OutputContext,
  ) {
    this.node.className = 'jp-datawisp-Sealed';
    this._content.className = 'jp-datawisp-Sealed-content';
    this.node.append(this._content, mark());
    context.channel.grown.connect(this.look, this);
    // Widgets are put into a node that is in the page, and ours gets there after this.
    this._frame = requestAnimationFrame(() => {
      this.look();
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
      this.context.channel.grown.disconnect(this.look, this);
      this.drop(0);
      this.node.replaceChildren();
    }
  }

  /** Ask for the content; what is told while an answer is on its way is asked for after it. */
  private look(): void {
    if (this._isAsking) {
      this._isStale = true;
      return;
    }
    this._isAsking = true;
    this._isStale = false;
    this.context.channel
      .ask({ op: 'content' })
      .then(bytes => {
        this._isAsking = false;
        if (!this._isDisposed) {
          this.show(readJson(bytes, parseContent, 'The output'));
          if (this._isStale) {
            this.look();
          }
        }
      })
      .catch((error: unknown) => {
        this._isAsking = false;
        if (!this._isDisposed) {
          this.context.fail(error);
        }
      });
  }

  /** Show these parts; those that are as they were stay, so that nothing jumps or flickers. */
  private show(bundles: readonly Bundle[]): void {
    const texts = bundles.map(bundle => JSON.stringify(bundle));
    const changed = texts.findIndex((one, at) => this._shown[at]?.bundle !== one);
    const start = changed === -1 ? texts.length : changed;
    // What is new has to be there before the old goes: an empty output would scroll the page.
    const height = this._content.offsetHeight;
    this._content.style.minHeight = `${height}px`;
    this.drop(start);
    bundles.slice(start).forEach((bundle, at) => {
      this._shown.push(this.render(bundle, texts[start + at] ?? ''));
    });
    window.requestAnimationFrame(() => {
      this._content.style.minHeight = '';
    });
  }

  private render(bundle: Bundle, text: string): Shown {
    const { rendermime, context } = this;
    const { isTrusted } = context;
    const node = document.createElement('div');
    node.className = 'jp-datawisp-Sealed-part';
    this._content.append(node);
    const type = rendermime.preferredMimeType(bundle, isTrusted ? 'any' : 'ensure');
    if (type === undefined) {
      node.textContent = NOT_SHOWN;
      return { bundle: text, node, widget: null };
    }
    node.dataset['mimeType'] = type;
    const renderer = rendermime.createRenderer(type);
    Widget.attach(renderer, node);
    const model = new MimeModel({
      trusted: isTrusted,
      data: bundle,
    });
    renderer.renderModel(model).catch(() => {
      node.textContent = NOT_SHOWN;
    });
    return { bundle: text, node, widget: renderer };
  }

  private drop(start: number): void {
    for (const { node, widget } of this._shown.splice(start)) {
      widget?.dispose();
      node.remove();
    }
  }

  private readonly _content = document.createElement('div');
  private readonly _shown: Shown[] = [];
  private _isAsking = false;
  private _isStale = false;
  private _isDisposed = false;
  private readonly _frame: number;
}

function mark(): HTMLElement {
  const node = document.createElement('div');
  node.className = 'jp-datawisp-Sealed-mark';
  node.title = WHY;
  const icon = document.createElement('span');
  icon.setAttribute('aria-hidden', 'true');
  sealedIcon.element({ container: icon });
  const words = document.createElement('span');
  words.textContent = WORDS;
  node.append(icon, words);
  return node;
}
