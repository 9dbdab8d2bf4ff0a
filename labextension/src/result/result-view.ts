/** The view of a result: a line that says what it is, and the tabs that show it. */

import { CHART_TAB } from '../chart/tab';
import { ResultBar } from './bar';
import { element } from './build';
import { exportRows } from './exporting';
import { parseShape, type ResultShape } from './messages';
import { parameterTable } from './parameters';
import { Popover } from './popover';
import { TabStrip, type ResultTab } from './tabs';
import type { OutputContext, OutputView, OutputViewFactory } from './view';
import { ResultViewState } from './view-state';

/** Shows results in these tabs, the first one first. */
export function resultViews(tabs: readonly ResultTab[]): OutputViewFactory {
  return context => new TabbedResultView(tabs, context);
}

class TabbedResultView implements OutputView {
  constructor(
    tabs: readonly ResultTab[],
    private readonly context: OutputContext,
  ) {
    const { channel, hello, chart, fail } = context;
    this._shape = parseShape(hello, 'The result');
    this._viewState = new ResultViewState(channel, this._shape, fail);
    this._bar = new ResultBar(this._shape, this._viewState, {
      retry: () => {
        channel.retry();
      },
      showParameters: anchor => {
        this.showParameters(anchor);
      },
      exportRows: () => {
        void this.export();
      },
    });
    this._tabs = new TabStrip(
      tabs,
      { channel, shape: this._shape, viewState: this._viewState, chart, fail },
      chart === null ? '' : CHART_TAB,
    );
    this._bar.node.prepend(this._tabs.strip);
    this.node.className = 'jp-datawisp-ResultView';
    this.node.append(this._bar.node, ...notesOf(this._shape), this._tabs.node);
    channel.slowChanged.connect(this.onSlowChanged, this);
    this.onSlowChanged();
  }

  readonly node = document.createElement('div');

  get isDisposed(): boolean {
    return this._viewState.isDisposed;
  }

  dispose(): void {
    if (!this.isDisposed) {
      this.context.channel.slowChanged.disconnect(this.onSlowChanged, this);
      this._popover?.dispose();
      this._tabs.dispose();
      this._bar.dispose();
      this._viewState.dispose();
      this.node.replaceChildren();
    }
  }

  private onSlowChanged(): void {
    this._bar.showSlow(this.context.channel.isSlow);
  }

  private showParameters(anchor: HTMLElement): void {
    const { channel, fail } = this.context;
    this._popover?.dispose();
    this._popover = new Popover('Parameters', anchor, () => {
      this._popover = null;
    });
    this._popover.show(parameterTable(channel, this._shape.parameters, fail));
  }

  private async export(): Promise<void> {
    const { channel, fail } = this.context;
    try {
      const words = await exportRows(channel, this._shape, this._viewState, working => {
        this._bar.say(working);
      });
      this._bar.say(words);
    } catch (error) {
      fail(error);
    }
  }

  private readonly _shape: ResultShape;
  private readonly _viewState: ResultViewState;
  private readonly _bar: ResultBar;
  private readonly _tabs: TabStrip;
  private _popover: Popover | null = null;
}

/** What a reader of the rows has to know, before the rows. */
function notesOf({ notes }: ResultShape): readonly HTMLElement[] {
  if (notes.length === 0) {
    return [];
  }
  const node = element(
    'div',
    'jp-datawisp-Notes',
    ...notes.map(one => element('p', '', one)),
  );
  node.setAttribute('role', 'note');
  return [node];
}
