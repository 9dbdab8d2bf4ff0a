/** Tells ipywidgets where the models of our forms are. */

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IJupyterWidgetRegistry } from '@jupyter-widgets/base';

import { FORM_MODULE, FORM_MODULE_VERSION } from './names';

export const forms: JupyterFrontEndPlugin<void> = {
  id: 'datawisp_jupyter:forms',
  description: 'The controls of a statement’s parameters, whose values no notebook saves.',
  autoStart: true,
  optional: [IJupyterWidgetRegistry],
  activate: (_app, registry: IJupyterWidgetRegistry | null) => {
    registry?.registerWidget({
      name: FORM_MODULE,
      version: FORM_MODULE_VERSION,
      exports: async () => ({ ...(await import('./models')) }),
    });
  },
};
