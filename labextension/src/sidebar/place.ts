/** What a command is about: named by its arguments, or the line under the context menu. */

import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import type { Source } from '../api/messages';
import type { SourcesModel } from '../model/sources';

/** The arguments of a command, or the data of the line that the context menu was opened on. */
export function findData(
  args: ReadonlyPartialJSONObject,
  app: JupyterFrontEnd,
): Readonly<Record<string, unknown>> | undefined {
  return 'source' in args
    ? args
    : app.contextMenuHitTest(node => node.dataset['source'] !== undefined)?.dataset;
}

/** The source that a command is about. */
export function findSource(
  args: ReadonlyPartialJSONObject,
  app: JupyterFrontEnd,
  model: SourcesModel,
): Source | undefined {
  const id = findData(args, app)?.['source'];
  return typeof id === 'string' ? model.find(id) : undefined;
}
