/** The plugins: the panel of sources, and the outputs of queries. */

import {
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
import { INotebookTracker } from '@jupyterlab/notebook';

import { ApiClient } from './api/client';
import { SourcesModel } from './model/sources';
import { sqlInQueryCells } from './notebook/highlight';
import { ResultExtension } from './result/extension';
import { resultViews } from './result/result-view';
import { tableTab } from './result/table-tab';
import { addCommands } from './sidebar/commands';
import { SourcesPanel } from './sidebar/panel';

const sources: JupyterFrontEndPlugin<void> = {
  id: 'datawisp_jupyter:sources',
  description: 'The panel of data sources.',
  autoStart: true,
  requires: [INotebookTracker],
  optional: [ICommandPalette, ILayoutRestorer],
  activate: (
    app: JupyterFrontEnd,
    tracker: INotebookTracker,
    palette: ICommandPalette | null,
    restorer: ILayoutRestorer | null,
  ) => {
    const model = new SourcesModel(new ApiClient(app.serviceManager.serverSettings));
    const panel = new SourcesPanel(model, app.commands);
    const commands = addCommands({ app, model, panel, tracker, palette });
    panel.disposed.connect(() => {
      commands.dispose();
      model.dispose();
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
    const views = new Map([['result', resultViews([tableTab])]]);
    app.docRegistry.addWidgetExtension('Notebook', new ResultExtension(views));
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

export default [sources, results, highlighting];
