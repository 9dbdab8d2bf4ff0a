/** A source through somebody else's eyes: what they see, may do, and what a statement becomes. */

import { Button } from '@jupyterlab/ui-components';
import * as React from 'react';

import { isAbort, problemOfError } from '../api/client';
import type { Problem, Source } from '../api/messages';
import {
  GRANTABLE,
  type RecipientKind,
  type Refusal,
  type ViewAs,
  type ViewAsRequest,
} from '../api/sharing-messages';
import { Labelled } from '../editor/field-input';
import { reasonWords } from '../model/reason-words';
import {
  actionWord,
  capital,
  counted,
  durationWords,
  recipientWords,
} from '../model/share-words';
import type { SharingModel } from '../model/sharing';
import { RecipientField, type Known } from '../share/recipient-field';
import { SeenTables } from '../share/seen-tables';

interface Eyes {
  readonly kind: RecipientKind;
  readonly name: string;
}

export interface ViewAsProps {
  readonly model: SharingModel;
  readonly source: Source;
  readonly initial: Eyes;
}

type Seen =
  | { readonly status: 'nothing' | 'waiting' }
  | { readonly status: 'there'; readonly view: ViewAs; readonly hasAsked: boolean }
  | { readonly status: 'failed'; readonly problem: Problem };

export function ViewAsView(props: ViewAsProps): React.JSX.Element {
  const { model, source, initial } = props;
  const [eyes, setEyes] = React.useState<Eyes>(initial);
  const [claims, setClaims] = React.useState('');
  const [sql, setSql] = React.useState('');
  const { seen, look } = useLook(model, source);
  React.useEffect(() => {
    if (initial.name !== '') {
      look(requestOf(initial, '', ''));
    }
    // Only once, with what the tab was opened for.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  const fields = seen.status === 'failed' ? seen.problem.fields : {};
  const claimFault = Object.entries(fields).find(([field]) => field.startsWith('claims'));
  return (
    <form
      className="jp-datawisp-Form jp-datawisp-ViewAs"
      aria-label={`${source.name} as somebody else`}
      noValidate
      onSubmit={event => {
        event.preventDefault();
        if (eyes.name.trim() !== '') {
          look(requestOf(eyes, claims, sql));
        }
      }}
    >
      <h1>{source.name}, through somebody else’s eyes</h1>
      <p className="jp-datawisp-Form-lead">
        The same decisions and the same checks as theirs. Nothing is run.
      </p>
      <RecipientField
        kind={eyes.kind}
        name={eyes.name}
        known={knownOf(model, source)}
        fault={fields['email']}
        onChange={(kind, name) => {
          setEyes({ kind, name });
        }}
      />
      <Labelled
        name="sql"
        title="A statement that they might write"
        description="It shows what would run in its place, or why it is refused."
        isRequired={false}
        fault={fields['sql']}
      >
        {aria => (
          <textarea
            {...aria}
            className="jp-mod-styled"
            rows={3}
            spellCheck={false}
            autoCapitalize="off"
            placeholder="SELECT …"
            value={sql}
            onChange={event => {
              setSql(event.target.value);
            }}
          />
        )}
      </Labelled>
      <details className="jp-datawisp-Limits" open={claims !== '' || undefined}>
        <summary>Claims to assume</summary>
        <Labelled
          name="claims"
          title="One a line"
          description="Such as region = EU, for row filters, as long as they are not signed in."
          isRequired={false}
          fault={claimFault?.[1]}
        >
          {aria => (
            <textarea
              {...aria}
              className="jp-mod-styled"
              rows={2}
              spellCheck={false}
              autoCapitalize="off"
              value={claims}
              onChange={event => {
                setClaims(event.target.value);
              }}
            />
          )}
        </Labelled>
      </details>
      <Button type="submit" className="jp-mod-styled jp-mod-accept">
        Look
      </Button>
      <div aria-live="polite" aria-busy={seen.status === 'waiting'}>
        <Answer seen={seen} />
      </div>
    </form>
  );
}

function useLook(
  model: SharingModel,
  source: Source,
): { readonly seen: Seen; readonly look: (request: ViewAsRequest) => void } {
  const running = React.useRef<AbortController>();
  const [seen, setSeen] = React.useState<Seen>({ status: 'nothing' });
  React.useEffect(() => () => running.current?.abort(), []);
  const look = (request: ViewAsRequest): void => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    setSeen({ status: 'waiting' });
    model.guard(model.api.viewAs(source.id, request, controller.signal)).then(
      view => {
        setSeen({ status: 'there', view, hasAsked: typeof request.sql === 'string' });
      },
      (error: unknown) => {
        if (!isAbort(error) && !controller.signal.aborted) {
          setSeen({ status: 'failed', problem: problemOfError(error) });
        }
      },
    );
  };
  return { seen, look };
}

function requestOf(eyes: Eyes, claims: string, sql: string): ViewAsRequest {
  const name = eyes.name.trim();
  const who = eyes.kind === 'person' ? { email: name } : { groups: [name] };
  return {
    ...who,
    claims: claimsOf(claims),
    parameters: {},
    ...(sql.trim() === '' ? {} : { sql }),
  };
}

function claimsOf(text: string): Record<string, string> {
  const pairs = text.split('\n').flatMap(line => {
    const at = line.indexOf('=');
    return at < 1 ? [] : [[line.slice(0, at).trim(), line.slice(at + 1).trim()] as const];
  });
  return Object.fromEntries(pairs);
}

/** Those whom the source is shared with. */
function knownOf(model: SharingModel, source: Source): readonly Known[] {
  const grants = model.given.status === 'there' ? model.given.value : [];
  const known = grants
    .filter(grant => grant.sourceId === source.id)
    .map(({ recipient }) => ({ ...recipient, label: recipientWords(recipient) }));
  return [...new Map(known.map(one => [`${one.kind} ${one.name}`, one])).values()];
}

function Answer(props: { readonly seen: Seen }): React.JSX.Element | null {
  const { seen } = props;
  switch (seen.status) {
    case 'nothing':
      return null;
    case 'waiting':
      return (
        <p className="jp-datawisp-Help">
          <span className="jp-datawisp-Busy" aria-hidden="true" /> Looking…
        </p>
      );
    case 'failed':
      return (
        <div className="jp-datawisp-Message jp-mod-error">
          <strong>{seen.problem.detail}</strong>
          {seen.problem.hint !== '' && <span>{seen.problem.hint}</span>}
        </div>
      );
    case 'there':
      return <SeenSource view={seen.view} hasAsked={seen.hasAsked} />;
  }
}

function SeenSource(props: {
  readonly view: ViewAs;
  readonly hasAsked: boolean;
}): React.JSX.Element {
  const { view } = props;
  return (
    <div className="jp-datawisp-Eyes">
      {view.assumed.map(sentence => (
        <p key={sentence} className="jp-datawisp-Help">
          {sentence}
        </p>
      ))}
      {props.hasAsked && <Statement view={view} />}
      <h2>What they may do</h2>
      <ul className="jp-datawisp-Eyes-actions">
        {GRANTABLE.map(action => {
          const may = view.actions.includes(action);
          const refusal = view.refusals[action];
          return (
            <li key={action} className={may ? 'jp-mod-yes' : 'jp-mod-no'}>
              <span aria-hidden="true">{may ? '✓' : '–'}</span>
              <span>
                {may ? '' : 'Not: '}
                {may ? capital(actionWord(action)) : actionWord(action)}
                {refusal !== undefined && <Reasons refusal={refusal} />}
              </span>
            </li>
          );
        })}
      </ul>
      {(view.rows !== null || view.seconds !== null) && (
        <p>
          {[
            ...(view.rows === null ? [] : [`At most ${counted(view.rows, 'row')} a query`]),
            ...(view.seconds === null
              ? []
              : [`at most ${durationWords(view.seconds)} a query`]),
          ].join(', ')}
          .
        </p>
      )}
      <h2>What they see</h2>
      {view.tables.length === 0 ? (
        <p className="jp-datawisp-Help">No tables.</p>
      ) : (
        <SeenTables tables={view.tables} />
      )}
    </div>
  );
}

function Reasons(props: { readonly refusal: Refusal }): React.JSX.Element {
  const { reasons } = props.refusal;
  return (
    <span className="jp-datawisp-Help">
      — {reasons.map(reasonWords).join('; ')}{' '}
      {reasons.map(code => (
        <code key={code}>{code}</code>
      ))}
    </span>
  );
}

function Statement(props: { readonly view: ViewAs }): React.JSX.Element {
  const { sql, refusal } = props.view;
  return refusal === null ? (
    <>
      <h2>What would run</h2>
      <pre className="jp-datawisp-Sql" tabIndex={0}>
        {sql}
      </pre>
    </>
  ) : (
    <div className="jp-datawisp-Message jp-mod-error">
      <strong>It would be refused.</strong>
      <span>{refusal.message}</span>
      <span>
        {capital(refusal.reasons.map(reasonWords).join('; '))}{' '}
        {[refusal.code, ...refusal.reasons].map(code => (
          <code key={code}>{code} </code>
        ))}
      </span>
    </div>
  );
}
