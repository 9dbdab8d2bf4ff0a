/** One grant of the review: its line, and everything of it when it is opened. */

import { Button, caretRightIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { Grant } from '../api/sharing-messages';
import { ofRecipient } from '../model/review';
import {
  actionWords,
  capital,
  conditionWords,
  counted,
  dayWords,
  flagWords,
  momentWords,
  recipientStart,
  tableWords,
  tablesWords,
} from '../model/share-words';
import type { SharingModel } from '../model/sharing';
import type { ReviewActions } from './review-view';
import { UsesList } from './uses-list';
import type { ReviewState } from './use-review';

interface RowProps {
  readonly model: SharingModel;
  readonly grant: Grant;
  readonly all: readonly Grant[];
  readonly state: ReviewState;
  readonly actions: ReviewActions;
}

const whole = new Intl.NumberFormat('en-US');
const COLUMN_COUNT = 9;

export function GrantRow(props: RowProps): React.JSX.Element {
  const { grant, state } = props;
  const isOpen = state.open === grant.id;
  const isEnding = state.ending.has(grant.id);
  const detailId = React.useId();
  const { usage } = grant;
  const who = whoOf(grant, state);
  return (
    <tbody className={isEnding ? 'jp-mod-ending' : ''} data-grant={grant.id}>
      <tr>
        <td>
          <button
            type="button"
            className="jp-datawisp-Open"
            aria-expanded={isOpen}
            aria-controls={detailId}
            aria-label={`Details of ${who}, ${grant.source}`}
            onClick={() => {
              state.toggle(grant);
            }}
          >
            <caretRightIcon.react
              tag="span"
              className={`jp-datawisp-Caret${isOpen ? ' jp-mod-open' : ''}`}
              aria-hidden="true"
            />
          </button>
        </td>
        <th scope="row" className="jp-mod-who">
          <Who grant={grant} state={state} />
          <Flags flags={grant.flags} />
        </th>
        <td className="jp-mod-source">
          <span>{grant.source}</span>
          <span className="jp-datawisp-Grants-what">{whatWords(grant)}</span>
        </td>
        <td title={momentWords(grant.since)}>{dayWords(grant.since)}</td>
        <td title={grant.until === null ? undefined : momentWords(grant.until)}>
          {grant.until === null ? 'no end' : dayWords(grant.until)}
        </td>
        <td title={usage.last === null ? undefined : momentWords(usage.last)}>
          {usage.last === null ? 'never' : dayWords(usage.last)}
        </td>
        <td className="jp-mod-number">{whole.format(usage.times)}</td>
        <td className="jp-mod-number">{whole.format(usage.rows)}</td>
        <td className="jp-mod-end">
          <Button
            type="button"
            className="jp-mod-styled jp-datawisp-Revoke"
            disabled={isEnding}
            aria-label={`${revokeWord(grant, state)}: ${who}, ${grant.source}`}
            onClick={() => void state.revoke(grant)}
          >
            {isEnding ? 'Ending…' : revokeWord(grant, state)}
          </Button>
        </td>
      </tr>
      {isOpen && (
        <tr className="jp-datawisp-Grants-detail">
          <td colSpan={COLUMN_COUNT} id={detailId}>
            <GrantDetail {...props} />
          </td>
        </tr>
      )}
    </tbody>
  );
}

/** The name, and below it the address. */
function Who(props: {
  readonly grant: Grant;
  readonly state: ReviewState;
}): React.JSX.Element {
  const { grant, state } = props;
  const { recipient } = grant;
  const person = state.side === 'given' ? recipient.person : grant.grantor;
  const address = state.side === 'given' ? recipient.name : (person?.email ?? '');
  return person === null || person.name === '' || person.name === address ? (
    <span>{whoOf(grant, state)}</span>
  ) : (
    <>
      <span>{person.name}</span>
      <span className="jp-datawisp-Grants-what">{address}</span>
    </>
  );
}

function whoOf(grant: Grant, state: ReviewState): string {
  return state.side === 'given'
    ? recipientStart(grant.recipient)
    : grant.grantor.name || grant.grantor.email;
}

function revokeWord(grant: Grant, state: ReviewState): string {
  if (state.side === 'received') {
    return 'Give back';
  }
  return grant.effect === 'deny' ? 'End denial' : 'Revoke';
}

function whatWords(grant: Grant): string {
  const tables = tablesWords(grant.tables);
  if (grant.effect === 'deny') {
    return `Denied: ${tables === '' ? actionWords(grant.actions) : tables}`;
  }
  return [capital(actionWords(grant.actions)), ...(tables === '' ? [] : [tables])].join(
    ': ',
  );
}

function Flags(props: { readonly flags: readonly string[] }): React.JSX.Element {
  return (
    <>
      {flagWords(props.flags).map(({ badge, why }) => (
        <span key={badge} className="jp-datawisp-Badge" title={why}>
          {badge}
        </span>
      ))}
    </>
  );
}

function GrantDetail(props: RowProps): React.JSX.Element {
  const { model, grant, state, actions } = props;
  const [hasUses, setHasUses] = React.useState(false);
  const isOwn = model.sources.find(grant.sourceId)?.mine ?? false;
  const all = ofRecipient(props.all, grant);
  const conditions = conditionWords(grant);
  return (
    <div className="jp-datawisp-GrantDetail">
      <dl>
        <dt>{grant.effect === 'deny' ? 'May not' : 'May'}</dt>
        <dd>{actionWords(grant.actions)}</dd>
        {grant.tables.length > 0 && (
          <>
            <dt>{grant.effect === 'deny' ? 'Takes away' : 'Tables'}</dt>
            <dd>
              <ul>
                {grant.tables.map(share => (
                  <li key={JSON.stringify(share)}>{tableWords(share)}</li>
                ))}
              </ul>
            </dd>
          </>
        )}
        {conditions.length > 0 && (
          <>
            <dt>Limits</dt>
            <dd>{conditions.join('; ')}</dd>
          </>
        )}
        <dt>Given</dt>
        <dd>
          {momentWords(grant.since)}
          {grant.mine ? '' : ` by ${grant.grantor.name}`}
          {grant.until === null ? '' : `, until ${momentWords(grant.until)}`}
        </dd>
        {grant.members !== null && (
          <>
            <dt>Members</dt>
            <dd>{counted(grant.members, 'person')} of the group have signed in</dd>
          </>
        )}
        {grant.note !== '' && (
          <>
            <dt>{grant.isSupport ? 'Reason' : 'Note'}</dt>
            <dd>{grant.note}</dd>
          </>
        )}
        {flagWords(grant.flags).map(({ badge, why }) => (
          <React.Fragment key={badge}>
            <dt>{capital(badge)}</dt>
            <dd>{why}.</dd>
          </React.Fragment>
        ))}
      </dl>
      {state.side === 'given' && (
        <div className="jp-datawisp-Form-actions">
          {grant.mine && !grant.isSupport && (
            <Button
              className="jp-mod-styled"
              onClick={() => {
                actions.change(grant);
              }}
            >
              Change…
            </Button>
          )}
          {isOwn && (
            <>
              <Button
                className="jp-mod-styled"
                onClick={() => {
                  actions.viewAs(grant);
                }}
              >
                View as {grant.recipient.person?.name ?? grant.recipient.name}
              </Button>
              <Button
                className="jp-mod-styled"
                aria-expanded={hasUses}
                onClick={() => {
                  setHasUses(!hasUses);
                }}
              >
                What was fetched
              </Button>
            </>
          )}
          {all.length > 1 && (
            <Button
              className="jp-mod-styled jp-mod-warn"
              onClick={() => {
                void actions.confirmAll(all).then(isMeant => {
                  if (isMeant) {
                    return state.revokeAll(all);
                  }
                  return undefined;
                });
              }}
            >
              Revoke all {all.length} of {grant.recipient.name}…
            </Button>
          )}
        </div>
      )}
      {hasUses && <UsesList model={model} grant={grant} />}
    </div>
  );
}
