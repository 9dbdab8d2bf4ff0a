/** One saved query: what it takes, its statement where one may see it, and its versions. */

import { Button } from '@jupyterlab/ui-components';
import * as React from 'react';

import { problemOfError } from '../api/client';
import type { ParameterRule, SavedQuery } from '../api/saved-messages';
import { TYPE_WORDS } from '../model/saved-draft';
import { momentWords } from '../model/share-words';
import type { SharingModel } from '../model/sharing';
import type { Asked } from '../model/sources';

export function SavedDetail(props: {
  readonly model: SharingModel;
  readonly saved: SavedQuery;
  readonly isOwn: boolean;
  readonly onRun: () => void;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}): React.JSX.Element {
  const { saved, isOwn } = props;
  const [hasVersions, setHasVersions] = React.useState(false);
  return (
    <article className="jp-datawisp-SavedDetail" aria-label={saved.name}>
      <h2>{saved.name}</h2>
      {saved.description !== '' && <p>{saved.description}</p>}
      {saved.problem !== null && (
        <div className="jp-datawisp-Message jp-mod-error">
          <strong>It would not run now.</strong>
          <span>{saved.problem}</span>
        </div>
      )}
      <div className="jp-datawisp-Form-actions">
        <Button className="jp-mod-styled jp-mod-accept" onClick={props.onRun}>
          Insert a cell that runs it
        </Button>
        {isOwn && (
          <>
            <Button className="jp-mod-styled" onClick={props.onEdit}>
              Edit
            </Button>
            <Button
              className="jp-mod-styled"
              aria-expanded={hasVersions}
              onClick={() => {
                setHasVersions(!hasVersions);
              }}
            >
              Versions
            </Button>
            <span className="jp-datawisp-Spacer" />
            <Button className="jp-mod-styled jp-mod-warn" onClick={props.onRemove}>
              Delete…
            </Button>
          </>
        )}
      </div>
      <h3>Parameters</h3>
      {saved.parameters.length === 0 ? (
        <p className="jp-datawisp-Help">It takes none.</p>
      ) : (
        <dl>
          {saved.parameters.map(rule => (
            <React.Fragment key={rule.name}>
              <dt>
                <code>{rule.name}</code>
              </dt>
              <dd>{ruleWords(rule)}</dd>
            </React.Fragment>
          ))}
        </dl>
      )}
      {saved.sql !== null && (
        <>
          <h3>Statement</h3>
          <pre className="jp-datawisp-Sql" tabIndex={0}>
            {saved.sql}
          </pre>
          {isOwn && (
            <p className="jp-datawisp-Help">
              {saved.showSql
                ? 'Whoever may run it sees the statement, too.'
                : 'Only you see the statement.'}
            </p>
          )}
        </>
      )}
      <p className="jp-datawisp-Help">
        Version {saved.version}, saved by {saved.savedBy.name} on{' '}
        {momentWords(saved.savedAt)}.
      </p>
      {hasVersions && <Versions model={props.model} saved={saved} />}
    </article>
  );
}

/** Such as: `Date, 2026-01-01 by default, at least 2020-01-01`. */
export function ruleWords(rule: ParameterRule): string {
  return [
    rule.many ? `${TYPE_WORDS[rule.type]}, one or several` : TYPE_WORDS[rule.type],
    rule.description,
    rule.default === null
      ? rule.optional
        ? 'may be left out'
        : ''
      : `${rule.default.join(', ')} by default`,
    rule.minimum === null ? '' : `at least ${rule.minimum}`,
    rule.maximum === null ? '' : `at most ${rule.maximum}`,
    rule.choices.length === 0 ? '' : `one of ${rule.choices.join(', ')}`,
    rule.choicesSql === null ? '' : 'chosen from what a query gives',
  ]
    .filter(part => part !== '')
    .join('; ');
}

function Versions(props: {
  readonly model: SharingModel;
  readonly saved: SavedQuery;
}): React.JSX.Element {
  const { model, saved } = props;
  const [asked, setAsked] = React.useState<Asked<readonly SavedQuery[]>>({
    status: 'waiting',
  });
  React.useEffect(() => {
    let isWanted = true;
    const settle = (answer: Asked<readonly SavedQuery[]>): void => {
      if (isWanted) {
        setAsked(answer);
      }
    };
    model.guard(model.api.versions(saved.sourceId, saved.name)).then(
      value => {
        settle({ status: 'there', value });
      },
      (error: unknown) => {
        settle({ status: 'failed', problem: problemOfError(error) });
      },
    );
    return () => {
      isWanted = false;
    };
  }, [model, saved]);
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
  return (
    <ol className="jp-datawisp-Versions" aria-label="Versions">
      {asked.value.map(version => (
        <li key={version.version}>
          <details>
            <summary>
              Version {version.version}, {momentWords(version.savedAt)},{' '}
              {version.savedBy.name}
            </summary>
            <pre className="jp-datawisp-Sql" tabIndex={0}>
              {version.sql}
            </pre>
          </details>
        </li>
      ))}
    </ol>
  );
}
