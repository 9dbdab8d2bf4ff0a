/** Gives every notebook its renderer of results and its watcher of progress. */

import { CodeCell, type Cell } from '@jupyterlab/cells';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import {
  NotebookActions,
  type INotebookModel,
  type Notebook,
  type NotebookPanel,
} from '@jupyterlab/notebook';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { DisposableDelegate, DisposableSet, type IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import { isRecord } from '../api/parse';
import { RESULT_MIME } from './messages';
import { ProgressWatcher } from './progress';
import { ResultRenderer, type ResultHost } from './renderer';
import type { OutputViewFactories } from './view';

/** Before ipywidgets', which is -10. */
const RANK = -20;

export class ResultExtension implements DocumentRegistry.IWidgetExtension<
  NotebookPanel,
  INotebookModel
> {
  constructor(
    private readonly viewsWith: (rendermime: IRenderMimeRegistry) => OutputViewFactories,
  ) {}

  createNew(panel: NotebookPanel): IDisposable {
    const { content, sessionContext } = panel;
    const { rendermime } = content;
    const views = this.viewsWith(rendermime);
    const executed = new Signal<NotebookPanel, void>(panel);
    const onExecuted = (
      _: unknown,
      { notebook }: { readonly notebook: Notebook },
    ): void => {
      if (notebook === content) {
        executed.emit();
      }
    };
    NotebookActions.executed.connect(onExecuted);
    const host: ResultHost = {
      sessionContext,
      executed,
      runCell: (node, rid) => {
        const cell = findCell(content, node, rid);
        if (cell !== undefined) {
          void NotebookActions.runCells(content, [cell], sessionContext);
        }
      },
    };
    rendermime.addFactory(
      {
        // A notebook that nobody trusts shows the same: nothing in an output is run or believed.
        safe: true,
        mimeTypes: [RESULT_MIME],
        defaultRank: RANK,
        createRenderer: () => new ResultRenderer(host, views),
      },
      RANK,
    );
    const disposables = new DisposableSet();
    disposables.add(new ProgressWatcher(content, sessionContext));
    disposables.add(
      new DisposableDelegate(() => {
        NotebookActions.executed.disconnect(onExecuted);
        rendermime.removeMimeType(RESULT_MIME);
      }),
    );
    return disposables;
  }
}

/** The cell that a view stands in; or, for a view of its own, the one that has its result. */
function findCell(notebook: Notebook, node: HTMLElement, rid: string): Cell | undefined {
  return (
    notebook.widgets.find(cell => cell.node.contains(node)) ??
    notebook.widgets.find(cell => cell instanceof CodeCell && hasResult(cell, rid))
  );
}

function hasResult(cell: CodeCell, rid: string): boolean {
  const { outputs } = cell.model;
  return Array.from({ length: outputs.length }, (_, index) => outputs.get(index)).some(
    output => {
      const sealed: unknown = output.data[RESULT_MIME];
      return isRecord(sealed) && sealed['rid'] === rid;
    },
  );
}
