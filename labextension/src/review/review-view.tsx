/** Who has access to what: given and received, with everything that one decides by. */

import { Button, closeIcon, HTMLSelect } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { Grant } from '../api/sharing-messages';
import { flagsOf, reviewed, type SortKey } from '../model/review';
import { flagWords } from '../model/share-words';
import type { SharingModel } from '../model/sharing';
import { Segments } from '../share/recipient-field';
import { IconButton } from '../sidebar/icon-button';
import { useModel } from '../sidebar/use-model';
import { GrantRow } from './grant-row';
import { useReview, type Feedback, type ReviewState } from './use-review';

/** What the review leaves to others: tabs and dialogs. */
export interface ReviewActions {
  readonly change: (grant: Grant) => void;
  readonly shareAgain: (grant: Grant) => void;
  readonly viewAs: (grant: Grant) => void;
  readonly confirmAll: (grants: readonly Grant[]) => Promise<boolean>;
}

export interface ReviewProps {
  readonly model: SharingModel;
  readonly search: string;
  readonly actions: ReviewActions;
}

const COLUMNS: readonly { readonly key: SortKey; readonly title: string }[] = [
  { key: 'who', title: 'Who' },
  { key: 'source', title: 'Source' },
  { key: 'since', title: 'Since' },
  { key: 'until', title: 'Until' },
  { key: 'last', title: 'Last used' },
  { key: 'times', title: 'Uses' },
  { key: 'rows', title: 'Rows' },
];

export function ReviewView(props: ReviewProps): React.JSX.Element {
  const { model } = props;
  useModel(model);
  useModel(model.sources);
  const state = useReview(model, props.search);
  const asked = state.side === 'given' ? model.given : model.received;
  const grants = asked.status === 'there' ? asked.value : [];
  const shown = reviewed(grants, state.query);
  return (
    <section className="jp-datawisp-Review" aria-label="Who has access">
      <header>
        <h1>Who has access</h1>
        <div className="jp-datawisp-Review-bar">
          <Segments
            label="Given or received"
            value={state.side}
            options={[
              { value: 'given', label: `Given by you${countOf(model.given)}` },
              { value: 'received', label: `Given to you${countOf(model.received)}` },
            ]}
            onChange={state.turnTo}
          />
          <input
            data-first=""
            className="jp-mod-styled"
            type="search"
            placeholder="Find people, sources, tables"
            aria-label="Find people, sources, tables"
            value={state.query.search}
            onChange={event => {
              state.ask({ search: event.target.value });
            }}
          />
          <HTMLSelect
            aria-label="Show"
            value={state.query.attention}
            iconProps={{ top: '8px', right: '8px' }}
            options={[
              { value: 'all', label: 'All' },
              { value: 'attention', label: 'What deserves a look' },
              ...flagsOf(grants).map(flag => ({
                value: flag,
                label: flagWords([flag])[0]?.badge ?? flag,
              })),
            ]}
            onChange={event => {
              state.ask({ attention: event.target.value });
            }}
          />
        </div>
        <FeedbackNote {...props} state={state} />
      </header>
      {asked.status === 'waiting' && (
        <div className="jp-datawisp-State" role="status">
          <span className="jp-datawisp-Busy" aria-hidden="true" />
          Loading…
        </div>
      )}
      {asked.status === 'failed' && (
        <div className="jp-datawisp-State" role="alert">
          <p>{asked.problem.detail}</p>
          {asked.problem.hint !== '' && <p>{asked.problem.hint}</p>}
          <Button className="jp-mod-styled" onClick={() => void model.refresh()}>
            Try again
          </Button>
        </div>
      )}
      {asked.status === 'there' && shown.length === 0 && (
        <div className="jp-datawisp-State">{emptyWords(grants.length, state)}</div>
      )}
      {shown.length > 0 && (
        <GrantTable {...props} state={state} grants={shown} all={grants} />
      )}
    </section>
  );
}

function countOf(asked: SharingModel['given']): string {
  return asked.status === 'there' ? ` (${asked.value.length})` : '';
}

function emptyWords(known: number, state: ReviewState): string {
  if (known > 0) {
    return 'None of them fits.';
  }
  return state.side === 'given'
    ? 'Nobody has access to any source of yours: only you see them.'
    : 'Nobody has shared a source with you.';
}

function GrantTable(
  props: ReviewProps & {
    readonly state: ReviewState;
    readonly grants: readonly Grant[];
    readonly all: readonly Grant[];
  },
): React.JSX.Element {
  const { state, grants } = props;
  const { sort, isDescending } = state.query;
  return (
    <table className="jp-datawisp-Grants">
      <thead>
        <tr>
          <th scope="col">
            <span className="jp-datawisp-Unseen">Details</span>
          </th>
          {COLUMNS.map(({ key, title }) => (
            <th
              key={key}
              scope="col"
              className={`jp-mod-${key}`}
              aria-sort={
                sort === key ? (isDescending ? 'descending' : 'ascending') : undefined
              }
            >
              <button
                type="button"
                onClick={() => {
                  state.ask({ sort: key, isDescending: sort === key && !isDescending });
                }}
              >
                {key === 'who' && state.side === 'received' ? 'From' : title}
                <span aria-hidden="true">
                  {sort === key ? (isDescending ? ' ↓' : ' ↑') : ''}
                </span>
              </button>
            </th>
          ))}
          <th scope="col">
            <span className="jp-datawisp-Unseen">Take back</span>
          </th>
        </tr>
      </thead>
      {grants.map(grant => (
        <GrantRow
          key={grant.id}
          model={props.model}
          grant={grant}
          all={props.all}
          state={state}
          actions={props.actions}
        />
      ))}
    </table>
  );
}

/** What came of the last thing that was done; told to screen readers as it comes. */
function FeedbackNote(
  props: ReviewProps & { readonly state: ReviewState },
): React.JSX.Element {
  const { state } = props;
  return (
    <div aria-live="assertive">
      {state.feedback !== undefined && (
        <div
          className={`jp-datawisp-Feedback ${
            state.feedback.status === 'failed' ? 'jp-mod-error' : 'jp-mod-success'
          }`}
        >
          <FeedbackText feedback={state.feedback} onAgain={props.actions.shareAgain} />
          <IconButton icon={closeIcon} label="Put this note away" onClick={state.putAway} />
        </div>
      )}
    </div>
  );
}

function FeedbackText(props: {
  readonly feedback: Feedback;
  readonly onAgain: (grant: Grant) => void;
}): React.JSX.Element {
  const { feedback } = props;
  if (feedback.status === 'failed') {
    return (
      <span>
        {feedback.problem.detail} {feedback.problem.hint}
      </span>
    );
  }
  const { again } = feedback;
  return (
    <span>
      {feedback.sentence}{' '}
      {again !== undefined && (
        <button
          type="button"
          className="jp-datawisp-TextButton"
          onClick={() => {
            props.onAgain(again);
          }}
        >
          Share it again…
        </button>
      )}
    </span>
  );
}
