/** What can be done with sources, from the panel, the palette, the menus and the keyboard. */

import type { JupyterFrontEnd } from '@jupyterlab/application';
import {
  Clipboard,
  Dialog,
  MainAreaWidget,
  Notification,
  showDialog,
  showErrorMessage,
  type ICommandPalette,
} from '@jupyterlab/apputils';
import type { INotebookTracker } from '@jupyterlab/notebook';
import { addIcon, copyIcon, deleteIcon, refreshIcon } from '@jupyterlab/ui-components';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { DisposableSet, type IDisposable } from '@lumino/disposable';
import { Widget } from '@lumino/widgets';

import { problemOfError, signOutUrl } from '../api/client';
import type { Source, Table } from '../api/messages';
import { Command } from '../commands';
import { AddSource } from '../editor/add-source';
import { databaseIcon, insertCellIcon, plugIcon } from '../icons';
import { queryCell } from '../model/query';
import type { SourcesModel } from '../model/sources';
import { insertQueryCell } from '../notebook/insert-cell';
import { findData, findSource } from './place';
import type { SourcesPanel } from './panel';

const CATEGORY = 'Data sources';

/** What a command is about: named by its arguments, or the line under the context menu. */
interface Place {
  readonly source: Source;
  readonly table: Table | undefined;
  /** The name of the innermost thing: column, table or source. */
  readonly name: string;
}

export interface CommandParts {
  readonly app: JupyterFrontEnd;
  readonly model: SourcesModel;
  readonly panel: SourcesPanel;
  readonly tracker: INotebookTracker;
  readonly palette: ICommandPalette | null;
}

/** Add the commands; disposing of the answer takes them away again. */
export function addCommands(parts: CommandParts): IDisposable {
  const { app, model, panel, tracker, palette } = parts;
  const { commands, shell } = app;
  const added = new DisposableSet();
  const find = (args: ReadonlyPartialJSONObject): Place | undefined =>
    findPlace(args, app, model);
  const isOwn = (args: ReadonlyPartialJSONObject): boolean =>
    find(args)?.source.mine ?? false;

  added.add(
    commands.addCommand(Command.show, {
      label: 'Show Data Sources',
      icon: databaseIcon,
      execute: () => {
        shell.activateById(panel.id);
      },
    }),
  );
  added.add(
    commands.addCommand(Command.refresh, {
      label: 'Refresh Data Sources',
      icon: refreshIcon,
      execute: () => model.refresh(),
    }),
  );
  added.add(
    commands.addCommand(Command.add, {
      label: 'Add Data Source…',
      icon: addIcon,
      execute: () => {
        openForm(parts);
      },
    }),
  );
  added.add(
    commands.addCommand(Command.insertCell, {
      label: 'Insert Query Cell',
      icon: insertCellIcon,
      execute: async args => {
        const place = find(args);
        if (place !== undefined) {
          const asked = model.catalog(place.source.id);
          const catalog = asked?.status === 'there' ? asked.value : undefined;
          await insertQueryCell(
            queryCell(place.source, place.table, catalog),
            tracker,
            commands,
          );
        }
      },
    }),
  );
  added.add(
    commands.addCommand(Command.copyName, {
      label: 'Copy Name',
      icon: copyIcon,
      execute: args => {
        const place = find(args);
        if (place !== undefined) {
          Clipboard.copyToSystem(place.name);
        }
      },
    }),
  );
  added.add(
    commands.addCommand(Command.test, {
      label: 'Test Connection',
      icon: plugIcon,
      execute: args => {
        const place = find(args);
        return place === undefined ? undefined : model.runTest(place.source.id);
      },
    }),
  );
  added.add(
    commands.addCommand(Command.reloadTables, {
      label: 'Reload Tables',
      icon: refreshIcon,
      execute: args => {
        const place = find(args);
        return place === undefined ? undefined : model.reloadCatalog(place.source.id);
      },
    }),
  );
  added.add(
    commands.addCommand(Command.remove, {
      label: 'Remove…',
      icon: deleteIcon,
      isVisible: isOwn,
      execute: async args => {
        const place = find(args);
        if (place !== undefined) {
          await removeSource(place.source, model);
        }
      },
    }),
  );
  added.add(
    commands.addCommand(Command.signOut, {
      label: 'Sign Out',
      execute: () => {
        window.location.assign(signOutUrl());
      },
    }),
  );
  for (const command of [Command.show, Command.add, Command.refresh, Command.signOut]) {
    const item = palette?.addItem({ command, category: CATEGORY });
    if (item !== undefined) {
      added.add(item);
    }
  }
  for (const [selector, names] of MENUS) {
    names.forEach((command, rank) => {
      added.add(app.contextMenu.addItem({ command, selector, rank }));
    });
  }
  return added;
}

const SOURCE_MENU = [
  Command.insertCell,
  Command.copyName,
  Command.savedQueries,
  Command.share,
  Command.reviewSource,
  Command.viewAs,
  Command.test,
  Command.reloadTables,
  Command.outputs,
  Command.support,
  Command.transfer,
  Command.remove,
];

/** Each line of the tree has a menu of its own. */
const MENUS: readonly (readonly [string, readonly string[]])[] = [
  ['.jp-datawisp-Item[data-source]:not([data-table])', SOURCE_MENU],
  [
    '.jp-datawisp-Item[data-table]:not([data-column])',
    [Command.insertCell, Command.copyName],
  ],
  ['.jp-datawisp-Item[data-column]', [Command.copyName]],
];

function openForm({ app, model, panel }: CommandParts): void {
  const { shell } = app;
  const open = [...shell.widgets('main')].find(
    widget => widget instanceof MainAreaWidget && widget.content instanceof AddSource,
  );
  const form = open ?? new MainAreaWidget({ content: newForm(app, model, panel) });
  if (open === undefined) {
    form.id = 'datawisp-add-source-tab';
    shell.add(form, 'main');
  }
  shell.activateById(form.id);
}

function newForm(
  app: JupyterFrontEnd,
  model: SourcesModel,
  panel: SourcesPanel,
): AddSource {
  return new AddSource(model, source => {
    app.shell.activateById(panel.id);
    panel.reveal(source.id);
    Notification.success(`${source.name} has been added.`, { autoClose: 4000 });
  });
}

async function removeSource(source: Source, model: SourcesModel): Promise<void> {
  const body = new Widget();
  for (const sentence of [
    'Its connection settings, its password and what is known of its tables are deleted for good:' +
      ' the key that sealed the password is destroyed, so no backup brings it back.',
    'The database itself stays as it is. Cells that query it stop working.',
  ]) {
    const paragraph = document.createElement('p');
    paragraph.textContent = sentence;
    body.node.append(paragraph);
  }
  body.addClass('jp-datawisp-Dialog');
  const { button } = await showDialog({
    title: `Remove ${source.name}?`,
    body,
    buttons: [Dialog.cancelButton(), Dialog.warnButton({ label: 'Remove' })],
    defaultButton: 0,
  });
  if (!button.accept) {
    return;
  }
  try {
    await model.remove(source.id);
  } catch (error) {
    const { title, detail, hint } = problemOfError(error);
    await showErrorMessage(title, `${detail} ${hint}`.trim());
  }
}

function findPlace(
  args: ReadonlyPartialJSONObject,
  app: JupyterFrontEnd,
  model: SourcesModel,
): Place | undefined {
  // With arguments it is a button; without, it is the context menu of a line.
  const data = findData(args, app);
  const source = findSource(args, app, model);
  if (data === undefined || source === undefined) {
    return undefined;
  }
  const asked = model.catalog(source.id);
  const table =
    asked?.status === 'there'
      ? asked.value.tables.find(
          one => one.schema === data['schema'] && one.name === data['table'],
        )
      : undefined;
  const column = data['column'];
  return {
    source,
    table,
    name: typeof column === 'string' ? column : (table?.name ?? source.name),
  };
}
