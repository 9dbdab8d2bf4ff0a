/** Puts a query cell into the notebook that is in use. */

import { Dialog, showDialog } from '@jupyterlab/apputils';
import {
  NotebookActions,
  type INotebookTracker,
  type NotebookPanel,
} from '@jupyterlab/notebook';
import type { CommandRegistry } from '@lumino/commands';

/**
 * Insert `source` as a code cell below the active one and put the cursor there.  With no
 * notebook open, a new one is offered.
 */
export async function insertQueryCell(
  source: string,
  tracker: INotebookTracker,
  commands: CommandRegistry,
): Promise<void> {
  const panel = tracker.currentWidget ?? (await offerNotebook(tracker, commands));
  if (panel === null) {
    return;
  }
  await panel.revealed;
  const { content } = panel;
  const active = content.activeCell?.model;
  if (active?.type === 'code' && active.sharedModel.getSource().trim() === '') {
    active.sharedModel.setSource(source);
  } else {
    NotebookActions.insertBelow(content);
    content.activeCell?.model.sharedModel.setSource(source);
  }
  panel.activate();
  content.mode = 'edit';
  const editor = content.activeCell?.editor;
  if (editor) {
    editor.setCursorPosition(editor.getPositionAt(source.length) ?? { line: 0, column: 0 });
    editor.focus();
  }
}

async function offerNotebook(
  tracker: INotebookTracker,
  commands: CommandRegistry,
): Promise<NotebookPanel | null> {
  const { button } = await showDialog({
    title: 'No notebook is open',
    body: 'A query cell needs a notebook to stand in. Create a new one?',
    buttons: [Dialog.cancelButton(), Dialog.okButton({ label: 'New notebook' })],
  });
  if (!button.accept) {
    return null;
  }
  await commands.execute('notebook:create-new', { kernelName: 'python3' });
  return tracker.currentWidget;
}
