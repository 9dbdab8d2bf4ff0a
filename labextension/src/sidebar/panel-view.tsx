/** What the panel shows: the person, the sources, or why there are none. */

import { addIcon, Button, refreshIcon, userIcon } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import * as React from 'react';

import { signInUrl } from '../api/client';
import type { Me, Problem } from '../api/messages';
import { Command } from '../commands';
import { databaseIcon, reviewIcon } from '../icons';
import type { SharingModel } from '../model/sharing';
import type { SourcesModel } from '../model/sources';
import { proposalTitle } from '../share/proposals';
import { IconButton } from './icon-button';
import { SourceTree } from './tree';
import { useModel } from './use-model';

export interface PanelProps {
  readonly model: SourcesModel;
  readonly sharing: SharingModel;
  readonly commands: CommandRegistry;
}

export function PanelView(props: PanelProps): React.JSX.Element {
  const { model, sharing } = props;
  useModel(model);
  useModel(sharing);
  const { state } = model;
  switch (state.status) {
    case 'loading':
      return (
        <div className="jp-datawisp-State" role="status">
          <span className="jp-datawisp-Busy" aria-hidden="true" />
          Loading your data sources…
        </div>
      );
    case 'signed-out':
      return <SignedOut />;
    case 'failed':
      return <Failed problem={state.problem} onRetry={() => void model.refresh()} />;
    case 'ready':
      return (
        <>
          <PersonBar me={state.me} commands={props.commands} />
          <Waiting sharing={sharing} commands={props.commands} />
          <ListBar model={model} commands={props.commands} />
          {state.sources.length === 0 ? (
            <Empty commands={props.commands} />
          ) : (
            <SourceTree {...props} sources={state.sources} />
          )}
        </>
      );
  }
}

function PersonBar(props: { me: Me; commands: CommandRegistry }): React.JSX.Element {
  const { person } = props.me;
  const title = person.email === '' ? person.name : `${person.name}, ${person.email}`;
  return (
    <div className="jp-datawisp-Person">
      <userIcon.react tag="span" className="jp-datawisp-Icon" aria-hidden="true" />
      <span className="jp-datawisp-Person-name" title={`Signed in as ${title}`}>
        {person.name}
      </span>
      <Button
        minimal
        small
        className="jp-datawisp-Link"
        onClick={() => void props.commands.execute(Command.signOut)}
      >
        Sign out
      </Button>
    </div>
  );
}

/** What notebooks ask to confirm, until it is answered. */
function Waiting(props: {
  sharing: SharingModel;
  commands: CommandRegistry;
}): React.JSX.Element {
  return (
    <>
      {props.sharing.proposals.map(proposal => (
        <div key={proposal.id} className="jp-datawisp-Waiting" role="status">
          <span>{proposalTitle(proposal)}</span>
          <button
            type="button"
            className="jp-datawisp-TextButton"
            onClick={() =>
              void props.commands.execute(Command.proposal, { id: proposal.id })
            }
          >
            Look at it
          </button>
        </div>
      ))}
    </>
  );
}

function ListBar(props: {
  model: SourcesModel;
  commands: CommandRegistry;
}): React.JSX.Element {
  return (
    <div className="jp-datawisp-ListBar">
      <h2>Data sources</h2>
      <IconButton
        icon={addIcon}
        label="Add a data source"
        onClick={() => void props.commands.execute(Command.add)}
      />
      <IconButton
        icon={reviewIcon}
        label="Who has access"
        onClick={() => void props.commands.execute(Command.review)}
      />
      <IconButton
        icon={refreshIcon}
        label="Refresh the list"
        isBusy={props.model.isRefreshing}
        onClick={() => void props.model.refresh()}
      />
    </div>
  );
}

function Empty(props: { commands: CommandRegistry }): React.JSX.Element {
  return (
    <div className="jp-datawisp-State">
      <databaseIcon.react
        tag="span"
        className="jp-datawisp-State-icon"
        aria-hidden="true"
      />
      <h3>No data sources yet</h3>
      <p>
        Connect a database once, then query it from any notebook with{' '}
        <code>%%datawisp</code>. Only you see it.
      </p>
      <Button
        className="jp-mod-styled jp-mod-accept"
        onClick={() => void props.commands.execute(Command.add)}
      >
        Add a data source
      </Button>
    </div>
  );
}

function SignedOut(): React.JSX.Element {
  return (
    <div className="jp-datawisp-State" role="alert">
      <userIcon.react tag="span" className="jp-datawisp-State-icon" aria-hidden="true" />
      <h3>You are signed out</h3>
      <p>
        Your notebooks stay open. Save them, then sign in again to go on with your data.
      </p>
      <Button
        className="jp-mod-styled jp-mod-accept"
        onClick={() => {
          window.location.assign(signInUrl());
        }}
      >
        Sign in again
      </Button>
    </div>
  );
}

function Failed(props: { problem: Problem; onRetry: () => void }): React.JSX.Element {
  const { problem } = props;
  return (
    <div className="jp-datawisp-State" role="alert">
      <databaseIcon.react
        tag="span"
        className="jp-datawisp-State-icon"
        aria-hidden="true"
      />
      <h3>{problem.title}</h3>
      {problem.detail !== problem.title && <p>{problem.detail}</p>}
      {problem.hint !== '' && <p>{problem.hint}</p>}
      <Button className="jp-mod-styled" onClick={props.onRetry}>
        Try again
      </Button>
    </div>
  );
}
