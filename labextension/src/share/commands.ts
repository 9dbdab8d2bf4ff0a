/** What can be done with sources and grants beyond one's own use: share, review, look as others. */

import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Dialog, showDialog, type ICommandPalette } from '@jupyterlab/apputils';
import { settingsIcon } from '@jupyterlab/ui-components';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { DisposableSet, type IDisposable } from '@lumino/disposable';
import * as React from 'react';

import type { Source } from '../api/messages';
import type { Grant } from '../api/sharing-messages';
import { Command } from '../commands';
import { reviewIcon, savedQueryIcon, shareIcon, supportIcon, viewIcon } from '../icons';
import { counted, recipientWords } from '../model/share-words';
import { runCell } from '../model/saved-draft';
import type { SharingModel } from '../model/sharing';
import { insertQueryCell } from '../notebook/insert-cell';
import { SavedView } from '../saved/saved-view';
import type { INotebookTracker } from '@jupyterlab/notebook';
import type { SavedQuery } from '../api/saved-messages';
import { ViewAsView } from '../review/view-as';
import { ReviewView, type ReviewActions } from '../review/review-view';
import { findSource } from '../sidebar/place';
import { openTab } from '../tab';
import { ShareTab } from './open-share';
import { answer } from './proposals';
import { askSupport, changeOutputs, handOver } from './source-dialogs';

const CATEGORY = 'Data sources';

export interface SharingParts {
  readonly app: JupyterFrontEnd;
  readonly model: SharingModel;
  readonly tracker: INotebookTracker;
  readonly palette: ICommandPalette | null;
}

/** Add the commands; disposing of the answer takes them away again. */
export function addSharingCommands(parts: SharingParts): IDisposable {
  const { app, model, palette } = parts;
  const { commands } = app;
  const added = new DisposableSet();
  added.add(
    commands.addCommand(Command.share, {
      label: 'Share…',
      icon: shareIcon,
      isVisible: args => canShare(findSource(args, app, model.sources)),
      execute: args => {
        const source = findSource(args, app, model.sources);
        if (source !== undefined) {
          openShare(parts, source);
        }
      },
    }),
  );
  added.add(
    commands.addCommand(Command.review, {
      label: 'Who Has Access',
      icon: reviewIcon,
      execute: () => {
        openReview(parts, '');
      },
    }),
  );
  added.add(
    commands.addCommand(Command.reviewSource, {
      label: 'Who Has Access',
      icon: reviewIcon,
      isVisible: args => canShare(findSource(args, app, model.sources)),
      execute: args => {
        openReview(parts, findSource(args, app, model.sources)?.name ?? '');
      },
    }),
  );
  added.add(
    commands.addCommand(Command.viewAs, {
      label: 'View as Somebody…',
      icon: viewIcon,
      isVisible: args => isOwn(findSource(args, app, model.sources)),
      execute: args => {
        const source = findSource(args, app, model.sources);
        if (source !== undefined) {
          openViewAs(parts, source, args);
        }
      },
    }),
  );
  added.add(
    commands.addCommand(Command.savedQueries, {
      label: 'Saved Queries',
      icon: savedQueryIcon,
      isVisible: args => canRun(findSource(args, app, model.sources)),
      execute: args => {
        const source = findSource(args, app, model.sources);
        if (source !== undefined) {
          openSaved(parts, source);
        }
      },
    }),
  );
  const forOwners = [
    { command: Command.transfer, label: 'Hand Over…', icon: undefined, act: handOver },
    { command: Command.support, label: 'Ask Support…', icon: supportIcon, act: askSupport },
    {
      command: Command.outputs,
      label: 'Notebook Settings…',
      icon: settingsIcon,
      act: (source: Source) => changeOutputs(source, model.sources),
    },
  ];
  for (const { command, label, icon, act } of forOwners) {
    added.add(
      commands.addCommand(command, {
        label,
        icon,
        isVisible: args => isOwn(findSource(args, app, model.sources)),
        execute: async args => {
          const source = findSource(args, app, model.sources);
          if (source !== undefined) {
            await act(source, model);
          }
        },
      }),
    );
  }
  added.add(
    commands.addCommand(Command.proposal, {
      label: 'Show Proposal',
      isVisible: () => false,
      execute: async args => {
        const proposal = model.proposals.find(one => one.id === args['id']);
        if (proposal !== undefined) {
          await answer(proposal, model);
        }
      },
    }),
  );
  const item = palette?.addItem({ command: Command.review, category: CATEGORY });
  if (item !== undefined) {
    added.add(item);
  }
  return added;
}

function canShare(source: Source | undefined): boolean {
  return source?.actions.includes('source:manage') ?? false;
}

function canRun(source: Source | undefined): boolean {
  return source?.actions.includes('source:run') ?? false;
}

function isOwn(source: Source | undefined): boolean {
  return source?.mine ?? false;
}

/** Share a source, change a grant of it, or share again what was taken back. */
function openShare(
  { app, model }: SharingParts,
  source: Source,
  grant?: Grant,
  template?: Grant,
): void {
  openTab(app.shell, {
    id: `datawisp-share-${grant?.id ?? template?.id ?? source.id}`,
    label: grant === undefined ? `Share ${source.name}` : `Change ${source.name}`,
    icon: shareIcon,
    render: close =>
      React.createElement(ShareTab, { model, source, grant, template, onClose: close }),
  });
}

function openViewAs(
  { app, model }: SharingParts,
  source: Source,
  args: ReadonlyPartialJSONObject,
): void {
  const { kind, name } = args;
  const initial = {
    kind: kind === 'group' ? ('group' as const) : ('person' as const),
    name: typeof name === 'string' ? name : '',
  };
  openTab(app.shell, {
    id: `datawisp-view-as-${source.id}-${initial.kind}-${initial.name}`,
    label: `${source.name} as ${initial.name === '' ? 'somebody else' : initial.name}`,
    icon: viewIcon,
    render: () => React.createElement(ViewAsView, { model, source, initial }),
  });
}

function openSaved({ app, model, tracker }: SharingParts, source: Source): void {
  openTab(app.shell, {
    id: `datawisp-saved-${source.id}`,
    label: `Saved queries of ${source.name}`,
    icon: savedQueryIcon,
    render: () =>
      React.createElement(SavedView, {
        model,
        source,
        onRun: saved => {
          const notebook = tracker.currentWidget;
          if (notebook !== null) {
            app.shell.activateById(notebook.id);
          }
          void insertQueryCell(runCell(saved), tracker, app.commands);
        },
        confirmRemoval,
      }),
  });
}

async function confirmRemoval(saved: SavedQuery): Promise<boolean> {
  const { button } = await showDialog({
    title: `Delete ${saved.name}?`,
    body: 'All its versions go with it, and whoever may run it cannot any more.',
    buttons: [Dialog.cancelButton(), Dialog.warnButton({ label: 'Delete' })],
    defaultButton: 0,
  });
  return button.accept;
}

function openReview(parts: SharingParts, search: string): void {
  const { app, model } = parts;
  if (model.sources.state.status !== 'ready') {
    void model.sources.refresh();
  }
  openTab(app.shell, {
    id: search === '' ? 'datawisp-review' : `datawisp-review-${search}`,
    label: search === '' ? 'Who has access' : `Who has access to ${search}`,
    icon: reviewIcon,
    render: () =>
      React.createElement(ReviewView, { model, search, actions: reviewActions(parts) }),
  });
}

function reviewActions(parts: SharingParts): ReviewActions {
  const { app, model } = parts;
  const withSource = (grant: Grant, open: (source: Source) => void): void => {
    const source = model.sources.find(grant.sourceId);
    if (source !== undefined) {
      open(source);
    }
  };
  return {
    change: grant => {
      withSource(grant, source => {
        openShare(parts, source, grant);
      });
    },
    shareAgain: grant => {
      withSource(grant, source => {
        openShare(parts, source, undefined, grant);
      });
    },
    viewAs: grant => {
      void app.commands.execute(Command.viewAs, {
        source: grant.sourceId,
        kind: grant.recipient.kind,
        name: grant.recipient.name,
      });
    },
    confirmAll,
  };
}

async function confirmAll(grants: readonly Grant[]): Promise<boolean> {
  const [first] = grants;
  if (first === undefined) {
    return false;
  }
  const who = recipientWords(first.recipient);
  const { button } = await showDialog({
    title: `Take everything back from ${who}?`,
    body: `${counted(grants.length, 'grant')} will end, and what runs on them stops.`,
    buttons: [Dialog.cancelButton(), Dialog.warnButton({ label: 'Take back' })],
    defaultButton: 0,
  });
  return button.accept;
}
