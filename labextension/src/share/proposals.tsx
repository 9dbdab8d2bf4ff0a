/** What code in a notebook asks its person to confirm: told at once, decided in a dialog. */

import { Dialog, Notification, ReactWidget, showDialog } from '@jupyterlab/apputils';
import type { IDisposable } from '@lumino/disposable';
import * as React from 'react';

import { problemOfError } from '../api/client';
import type { Problem } from '../api/messages';
import type { GrantTerms, Proposal, TableShare } from '../api/sharing-messages';
import {
  actionWords,
  conditionWords,
  counted,
  momentWords,
  recipientWords,
  summaryWords,
  tableWords,
} from '../model/share-words';
import type { SharingModel } from '../model/sharing';
import { DoubtList } from './questions';

/** Tells of each new proposal, and of none twice. */
export class ProposalWatcher implements IDisposable {
  constructor(private readonly model: SharingModel) {
    model.changed.connect(this.onChanged, this);
    this.onChanged();
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    this.model.changed.disconnect(this.onChanged, this);
    for (const id of this._told.values()) {
      Notification.dismiss(id);
    }
  }

  private onChanged(): void {
    const open = new Map(this.model.proposals.map(one => [one.id, one]));
    for (const [id, note] of this._told) {
      if (!open.has(id)) {
        this._told.delete(id);
        Notification.dismiss(note);
      }
    }
    for (const [id, proposal] of open) {
      if (!this._told.has(id)) {
        const note = Notification.warning(proposalTitle(proposal), {
          autoClose: false,
          actions: [
            {
              label: 'Look at it',
              displayType: 'accent',
              callback: event => {
                // It stays until it is answered.
                event.preventDefault();
                void answer(proposal, this.model);
              },
            },
          ],
        });
        this._told.set(id, note);
      }
    }
  }

  private readonly _told = new Map<string, string>();
  private _isDisposed = false;
}

/** One sentence: what a notebook asks for. */
export function proposalTitle(proposal: Proposal): string {
  switch (proposal.kind) {
    case 'share': {
      const who = recipientWords(proposal.terms.recipient);
      return proposal.terms.effect === 'deny'
        ? `A notebook asks to deny ${proposal.source} to ${who}.`
        : `A notebook asks to share ${proposal.source} with ${who}.`;
    }
    case 'transfer':
      return `A notebook asks to hand ${proposal.source} over to ${proposal.email}.`;
    case 'support':
      return `A notebook asks to let support look at ${proposal.source}.`;
  }
}

const DECLINE = 'decline';

/** Show a proposal whole, and do what the person decides; nothing is the first choice. */
export async function answer(proposal: Proposal, model: SharingModel): Promise<void> {
  let problem: Problem | undefined;
  for (;;) {
    const { button } = await showDialog({
      title: proposalTitle(proposal),
      body: new ProposalBody(proposal, problem),
      buttons: [
        Dialog.cancelButton({ label: 'Not now' }),
        Dialog.cancelButton({ label: 'Turn down', actions: [DECLINE] }),
        Dialog.warnButton({ label: confirmWord(proposal) }),
      ],
      defaultButton: 0,
    });
    const isTurnedDown = button.actions.includes(DECLINE);
    if (!button.accept && !isTurnedDown) {
      return;
    }
    const accept =
      problem?.code === 'confirmation_needed' ? Object.keys(problem.fields) : [];
    try {
      await (isTurnedDown ? model.decline(proposal) : model.confirm(proposal, accept));
      return;
    } catch (error) {
      problem = problemOfError(error);
    }
  }
}

function confirmWord(proposal: Proposal): string {
  switch (proposal.kind) {
    case 'share':
      return proposal.terms.effect === 'deny' ? 'Deny' : 'Share';
    case 'transfer':
      return 'Hand over';
    case 'support':
      return 'Let support look';
  }
}

class ProposalBody extends ReactWidget {
  constructor(
    private readonly proposal: Proposal,
    private readonly problem: Problem | undefined,
  ) {
    super();
    this.addClass('jp-datawisp-Dialog');
  }

  protected override render(): React.JSX.Element {
    return <ProposalView proposal={this.proposal} problem={this.problem} />;
  }
}

export function ProposalView(props: {
  readonly proposal: Proposal;
  readonly problem: Problem | undefined;
}): React.JSX.Element {
  const { proposal, problem } = props;
  return (
    <div className="jp-datawisp-Proposal">
      <p>
        Code in a notebook of yours asks for this. It may be somebody else’s code: do it
        only if you mean it. The offer ends {momentWords(proposal.expiresAt)}.
      </p>
      <ProposedTerms proposal={proposal} />
      {problem?.code === 'confirmation_needed' && (
        <div className="jp-datawisp-Message jp-mod-warning" role="alert">
          <DoubtList doubts={problem.fields} />
          <span>“{confirmWord(proposal)}” says that you mean it.</span>
        </div>
      )}
      {problem !== undefined && problem.code !== 'confirmation_needed' && (
        <div className="jp-datawisp-Message jp-mod-refused" role="alert">
          <strong>{problem.detail}</strong>
          {problem.hint !== '' && <span>{problem.hint}</span>}
          {Object.values(problem.fields).map(fault => (
            <span key={fault}>{fault}</span>
          ))}
        </div>
      )}
    </div>
  );
}

function ProposedTerms(props: { readonly proposal: Proposal }): React.JSX.Element {
  const { proposal } = props;
  switch (proposal.kind) {
    case 'share':
      return <SharedTerms source={proposal.source} terms={proposal.terms} />;
    case 'transfer':
      return (
        <dl>
          <dt>Source</dt>
          <dd>{proposal.source}</dd>
          <dt>New owner</dt>
          <dd>{proposal.email}</dd>
          <dt>Then</dt>
          <dd>You keep nothing of it; only they can give it back.</dd>
        </dl>
      );
    case 'support':
      return (
        <dl>
          <dt>Source</dt>
          <dd>{proposal.source}</dd>
          <dt>Reason</dt>
          <dd>{proposal.reason}</dd>
          <dt>For</dt>
          <dd>{counted(proposal.hours, 'hour')}</dd>
          <dt>They may</dt>
          <dd>{actionWords(proposal.actions)}</dd>
          <TableList tables={proposal.tables} />
        </dl>
      );
  }
}

function SharedTerms(props: {
  readonly source: string;
  readonly terms: GrantTerms;
}): React.JSX.Element {
  const { terms } = props;
  const conditions = conditionWords(terms);
  return (
    <>
      {summaryWords(props.source, terms)
        .slice(0, 1)
        .map(sentence => (
          <p key={sentence}>
            <strong>{sentence}</strong>
          </p>
        ))}
      <dl>
        <TableList tables={terms.tables} />
        {conditions.length > 0 && (
          <>
            <dt>Limits</dt>
            <dd>{conditions.join('; ')}</dd>
          </>
        )}
        {terms.note !== '' && (
          <>
            <dt>Note</dt>
            <dd>{terms.note}</dd>
          </>
        )}
      </dl>
    </>
  );
}

function TableList(props: {
  readonly tables: readonly TableShare[];
}): React.JSX.Element | null {
  return props.tables.length === 0 ? null : (
    <>
      <dt>Tables</dt>
      <dd>
        <ul>
          {props.tables.map(share => (
            <li key={JSON.stringify(share)}>{tableWords(share)}</li>
          ))}
        </ul>
      </dd>
    </>
  );
}
