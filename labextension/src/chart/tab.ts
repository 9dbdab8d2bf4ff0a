/** The tab with the chart of a result: it shows the rows that the table's filters leave. */

import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';

import { RequestRefusedError } from '../result/channel';
import { readJson } from '../result/messages';
import type { ResultTab, ResultTabContext } from '../result/tabs';
import { drawingOf } from './drawing';
import { chartMessage, NO_CHOICE, parseChartAnswer } from './messages';
import { ChartRefusedError, ChartView, type ChartHost } from './view';

export const CHART_TAB = 'chart';

/** The tab, drawn by what `rendermime` has. */
export function chartTab(rendermime: IRenderMimeRegistry): ResultTab {
  return {
    id: CHART_TAB,
    label: 'Chart',
    create: context => {
      const node = document.createElement('div');
      const view = new ChartView(
        node,
        hostOf(context, rendermime),
        context.chart ?? NO_CHOICE,
      );
      const refresh = (): void => {
        view.refresh();
      };
      context.viewState.changed.connect(refresh);
      // A picture has the colours of the theme in it.
      const theme = new MutationObserver(refresh);
      theme.observe(document.body, { attributeFilter: ['data-jp-theme-name'] });
      return {
        node,
        get isDisposed() {
          return view.isDisposed;
        },
        dispose: () => {
          theme.disconnect();
          context.viewState.changed.disconnect(refresh);
          view.dispose();
        },
      };
    },
  };
}

function hostOf(
  { channel, shape, viewState, fail }: ResultTabContext,
  rendermime: IRenderMimeRegistry,
): ChartHost {
  return {
    source: shape.source,
    columns: shape.columns,
    mayExport: shape.mayExport,
    draw: drawingOf(rendermime),
    onFailure: fail,
    ask: async request => {
      const { view } = viewState;
      const of = view === null ? {} : { view };
      const bytes = await channel
        .ask({ op: 'chart', chart: chartMessage(request), ...of })
        .catch(refused);
      return readJson(bytes, parseChartAnswer, 'The chart');
    },
    askExport: async format => {
      await channel.ask({ op: 'export_permit', format }).catch(refused);
    },
  };
}

function refused(error: unknown): never {
  throw error instanceof RequestRefusedError ? new ChartRefusedError(error.message) : error;
}
