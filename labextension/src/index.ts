/** The plugins: the panel of sources, and the outputs of queries. */

import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin,
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';

import { ApiClient } from './api/client';
import { SourcesModel } from './model/sources';
import { ResultExtension } from './result/extension';
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
    app.docRegistry.addWidgetExtension('Notebook', new ResultExtension());
  },
};

export default [sources, results];
