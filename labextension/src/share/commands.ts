/** What can be done with sources and grants beyond one's own use: share, review, look as others. */

import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Dialog, showDialog, type ICommandPalette } from '@jupyterlab/apputils';
import { DisposableSet, type IDisposable } from '@lumino/disposable';
import * as React from 'react';

import type { Source } from '../api/messages';
import type { Grant } from '../api/sharing-messages';
import { Command } from '../commands';
import { reviewIcon, shareIcon } from '../icons';
import { counted, recipientWords } from '../model/share-words';
import type { SharingModel } from '../model/sharing';
import { ReviewView, type ReviewActions } from '../review/review-view';
import { findSource } from '../sidebar/place';
import { openTab } from '../tab';
import { ShareTab } from './open-share';

const CATEGORY = 'Data sources';

export interface SharingParts {
  readonly app: JupyterFrontEnd;
  readonly model: SharingModel;
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
  const item = palette?.addItem({ command: Command.review, category: CATEGORY });
  if (item !== undefined) {
    added.add(item);
  }
  return added;
}

function canShare(source: Source | undefined): boolean {
  return source?.actions.includes('source:manage') ?? false;
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

function openReview(parts: SharingParts, search: string): void {
  const { app, model } = parts;
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
