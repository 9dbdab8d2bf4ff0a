/** The tab with the rows; the grid is loaded when the first result is looked at. */

import { waitingLine } from './parts';
import type { ResultTab } from './tabs';
import type { OutputView } from './view';

export const tableTab: ResultTab = {
  id: 'table',
  label: 'Table',
  create: context => {
    const node = document.createElement('div');
    node.append(waitingLine('Loading the grid…'));
    let table: OutputView | null = null;
    let isDisposed = false;
    import('../grid/table').then(
      ({ TableView }) => {
        if (!isDisposed) {
          table = new TableView(context, node);
        }
      },
      (error: unknown) => {
        if (!isDisposed) {
          context.fail(error);
        }
      },
    );
    return {
      node,
      get isDisposed() {
        return isDisposed;
      },
      dispose: () => {
        isDisposed = true;
        table?.dispose();
        table = null;
        node.replaceChildren();
      },
    };
  },
};
