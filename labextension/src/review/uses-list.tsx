/** What was fetched under a grant: when, by whom, which columns, how many rows. */

import * as React from 'react';

import { problemOfError } from '../api/client';
import type { Grant, Use } from '../api/sharing-messages';
import { momentWords } from '../model/share-words';
import type { SharingModel } from '../model/sharing';
import type { Asked } from '../model/sources';

const SHOWN = 100;
const whole = new Intl.NumberFormat('en-US');
const VERBS: Readonly<Record<string, string>> = {
  'source:query': 'query',
  'source:run': 'saved query',
  'source:see': 'tables looked at',
  'source:find': 'found',
  'source:export': 'export',
};

export function UsesList(props: {
  readonly model: SharingModel;
  readonly grant: Grant;
}): React.JSX.Element {
  const { model, grant } = props;
  const [asked, setAsked] = React.useState<Asked<readonly Use[]>>({ status: 'waiting' });
  React.useEffect(() => {
    let isWanted = true;
    const settle = (answer: Asked<readonly Use[]>): void => {
      if (isWanted) {
        setAsked(answer);
      }
    };
    model.guard(model.api.uses(grant.sourceId)).then(
      uses => {
        const value = uses.filter(use => use.grants.includes(grant.id));
        settle({ status: 'there', value });
      },
      (error: unknown) => {
        settle({ status: 'failed', problem: problemOfError(error) });
      },
    );
    return () => {
      isWanted = false;
    };
  }, [model, grant]);
  if (asked.status === 'waiting') {
    return <p role="status">Loading…</p>;
  }
  if (asked.status === 'failed') {
    return (
      <p role="alert" className="jp-datawisp-Fault">
        {asked.problem.detail}
      </p>
    );
  }
  if (asked.value.length === 0) {
    return <p className="jp-datawisp-Help">Nothing was fetched by this grant so far.</p>;
  }
  return (
    <div className="jp-datawisp-Uses">
      <table>
        <caption className="jp-datawisp-Unseen">What was fetched</caption>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Who</th>
            <th scope="col">How</th>
            <th scope="col">Columns</th>
            <th scope="col" className="jp-mod-number">
              Rows
            </th>
            <th scope="col">Outcome</th>
          </tr>
        </thead>
        <tbody>
          {asked.value.slice(0, SHOWN).map((use, index) => (
            <tr key={index}>
              <td>{momentWords(use.at)}</td>
              <td>{use.person.name}</td>
              <td>{use.savedQuery ?? VERBS[use.action] ?? use.action}</td>
              <td className="jp-datawisp-Uses-columns">{use.columns.join(', ')}</td>
              <td className="jp-mod-number">{whole.format(use.rows)}</td>
              <td title={use.reasons.join(', ')}>{outcomeWords(use)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {asked.value.length > SHOWN && (
        <p className="jp-datawisp-Help">
          The newest {SHOWN} of {whole.format(asked.value.length)}.
        </p>
      )}
    </div>
  );
}

function outcomeWords(use: Use): string {
  return use.outcome === 'ok' ? 'all of it' : use.outcome.replaceAll('_', ' ');
}
