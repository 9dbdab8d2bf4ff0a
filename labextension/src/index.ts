import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

const plugin: JupyterFrontEndPlugin<void> = {
  id: 'datawisp_jupyter:sources',
  description: 'The panel of data sources.',
  autoStart: true,
  activate: () => undefined,
};

export default plugin;
