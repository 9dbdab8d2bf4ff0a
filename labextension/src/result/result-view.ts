/** The view of a result: a line that says what it is, and the tabs that show it. */

import { DisposableDelegate, DisposableSet } from '@lumino/disposable';

import { CHART_TAB } from '../chart/tab';
import { parseShape } from './messages';
import { resultBar } from './parts';
import { TabStrip, type ResultTab } from './tabs';
import type { OutputViewFactory } from './view';
import { ResultViewState } from './view-state';

/** Shows results in these tabs, the first one first. */
export function resultViews(tabs: readonly ResultTab[]): OutputViewFactory {
  return ({ channel, hello, chart, fail }) => {
    const shape = parseShape(hello, 'The result');
    const viewState = new ResultViewState(channel, shape, fail);
    const bar = resultBar(shape, () => {
      channel.retry();
    });
    const strip = new TabStrip(
      tabs,
      { channel, shape, viewState, chart, fail },
      chart === null ? '' : CHART_TAB,
    );
    const onSlow = (): void => {
      bar.showSlow(channel.isSlow);
    };
    channel.slowChanged.connect(onSlow);
    onSlow();
    const node = document.createElement('div');
    node.className = 'jp-datawisp-ResultView';
    bar.node.prepend(strip.strip);
    node.append(bar.node, strip.node);
    const parts = DisposableSet.from([strip, viewState]);
    parts.add(
      new DisposableDelegate(() => {
        channel.slowChanged.disconnect(onSlow);
        node.replaceChildren();
      }),
    );
    return {
      node,
      get isDisposed() {
        return parts.isDisposed;
      },
      dispose: () => {
        parts.dispose();
      },
    };
  };
}
