/** The plugins: the panel of sources, and the outputs of queries. */

import {
  ILabShell,
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin,
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import {
  EditorExtensionRegistry,
  IEditorExtensionRegistry,
  IEditorLanguageRegistry,
} from '@jupyterlab/codemirror';
import { INotebookTracker, NotebookActions } from '@jupyterlab/notebook';

import { ApiClient } from './api/client';
import { SharingClient } from './api/sharing-client';
import { chartTab } from './chart/tab';
import { formViews } from './form/output';
import { forms } from './form/plugin';
import { SharingModel } from './model/sharing';
import { SourcesModel } from './model/sources';
import { Watch } from './model/watch';
import { sqlInQueryCells } from './notebook/highlight';
import { ResultExtension } from './result/extension';
import { resultViews } from './result/result-view';
import { tableTab } from './result/table-tab';
import { sealedViews } from './sealed/view';
import { BannerLine } from './review/banners';
import { addSharingCommands } from './share/commands';
import { ProposalWatcher } from './share/proposals';
import { addCommands } from './sidebar/commands';
import { SourcesPanel } from './sidebar/panel';

const sources: JupyterFrontEndPlugin<void> = {
  id: 'datawisp_jupyter:sources',
  description: 'The panel of data sources.',
  autoStart: true,
  requires: [INotebookTracker],
  optional: [ICommandPalette, ILayoutRestorer, ILabShell],
  activate: (
    app: JupyterFrontEnd,
    tracker: INotebookTracker,
    palette: ICommandPalette | null,
    restorer: ILayoutRestorer | null,
    labShell: ILabShell | null,
  ) => {
    const { serverSettings } = app.serviceManager;
    const model = new SourcesModel(new ApiClient(serverSettings));
    const sharing = new SharingModel(new SharingClient(serverSettings), model);
    const panel = new SourcesPanel(model, sharing, app.commands);
    const commands = addCommands({ app, model, panel, tracker, palette });
    const sharingCommands = addSharingCommands({ app, model: sharing, tracker, palette });
    const proposals = new ProposalWatcher(sharing);
    const watch = new Watch(() => sharing.checkNews());
    // What a cell proposes is asked about while the cell waits.
    const onScheduled = (): void => {
      watch.hurry();
    };
    NotebookActions.executionScheduled.connect(onScheduled);
    // Notebook 7 has no header; its top is one.
    app.shell.add(new BannerLine(sharing), labShell === null ? 'top' : 'header');
    panel.disposed.connect(() => {
      NotebookActions.executionScheduled.disconnect(onScheduled);
      for (const one of [watch, proposals, sharingCommands, commands, sharing, model]) {
        one.dispose();
      }
    });
    app.shell.add(panel, 'left', { rank: 300, type: 'Data sources' });
    restorer?.add(panel, panel.id);
  },
};

const results: JupyterFrontEndPlugin<void> = {
  id: 'datawisp_jupyter:results',
  description: 'Rows of queries, live from the kernel, and how a query is getting on.',
  autoStart: true,
  requires: [INotebookTracker],
  activate: (app: JupyterFrontEnd) => {
    const extension = new ResultExtension(
      rendermime =>
        new Map([
          ['result', resultViews([tableTab, chartTab(rendermime)])],
          ['form', formViews(rendermime)],
          ['output', sealedViews(rendermime)],
        ]),
    );
    app.docRegistry.addWidgetExtension('Notebook', extension);
  },
};

const highlighting: JupyterFrontEndPlugin<void> = {
  id: 'datawisp_jupyter:highlighting',
  description: 'SQL in the colours of SQL, in cells that query.',
  autoStart: true,
  requires: [IEditorExtensionRegistry, IEditorLanguageRegistry],
  activate: (
    _app: JupyterFrontEnd,
    extensions: IEditorExtensionRegistry,
    languages: IEditorLanguageRegistry,
  ) => {
    const sql = languages.getLanguage('sql').then(language => language?.support ?? null);
    extensions.addExtension({
      name: 'datawisp_jupyter:sql',
      factory: () => EditorExtensionRegistry.createImmutableExtension(sqlInQueryCells(sql)),
    });
  },
};

export default [sources, results, highlighting, forms];
