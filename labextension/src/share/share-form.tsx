/** The form that shares a source, denies it, or changes what was shared. */

import { Button } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { Grant, GrantTerms } from '../api/sharing-messages';
import { readsTables, type ShareForm as Form } from '../model/share-draft';
import { recipientWords, summaryWords } from '../model/share-words';
import { Labelled } from '../editor/field-input';
import { ActionChoice } from './action-choice';
import { Ending, Limits, Note } from './conditions';
import { PreviewPane } from './preview';
import { Questions } from './questions';
import { RecipientField, Segments, type Known } from './recipient-field';
import { TablePicker } from './table-picker';
import { useShareForm, type Sending, type ShareProps } from './use-share-form';

export function ShareForm(props: ShareProps): React.JSX.Element {
  const state = useShareForm(props);
  const { form, faults, change } = state;
  const { source, grant } = props;
  const titleId = React.useId();
  const isDenial = form.effect === 'deny';
  const conditions = { form, faults, onChange: change };
  return (
    <form
      ref={state.node}
      className="jp-datawisp-Form jp-datawisp-Share"
      aria-labelledby={titleId}
      autoComplete="off"
      noValidate
      onSubmit={event => {
        event.preventDefault();
        void state.send([]);
      }}
    >
      <div className="jp-datawisp-Share-columns">
        <div className="jp-datawisp-Share-fields">
          <h1 id={titleId}>{titleOf(props, form)}</h1>
          <p className="jp-datawisp-Form-lead">
            {isDenial
              ? 'A denial wins over everything that is given, now and later.'
              : 'They get what is below, and nothing else of it. You can take it back at any moment.'}
          </p>
          {source.mine && grant === undefined && (
            <Segments
              label="Give or deny access"
              value={form.effect}
              options={[
                { value: 'allow', label: 'Give access' },
                { value: 'deny', label: 'Deny access' },
              ]}
              onChange={effect => {
                change({ effect });
              }}
            />
          )}
          <fieldset>
            <legend>Who</legend>
            <RecipientField
              kind={form.recipientKind}
              name={form.recipient}
              known={knownTo(props)}
              fault={faults['recipient']}
              isFixed={grant !== undefined}
              onChange={(recipientKind, recipient) => {
                change({ recipientKind, recipient });
              }}
            />
          </fieldset>
          <ActionChoice
            form={form}
            fault={faults['actions']}
            onChange={({ actions }) => {
              change({ actions });
            }}
          />
          {form.actions.includes('source:run') && (
            <Labelled
              name="saved_queries"
              title="Which saved queries"
              description="Their names, separated by commas; * stands for any characters. Empty for all."
              isRequired={false}
              fault={faults['saved_queries']}
            >
              {aria => (
                <input
                  {...aria}
                  className="jp-mod-styled"
                  value={form.savedQueries}
                  spellCheck={false}
                  autoCapitalize="off"
                  onChange={event => {
                    change({ savedQueries: event.target.value });
                  }}
                />
              )}
            </Labelled>
          )}
          {(isDenial || readsTables(form)) && (
            <TablePicker
              form={form}
              catalog={props.catalog}
              faults={faults}
              areFiltersGood={state.looking.status === 'there'}
              onChange={tables => {
                change({ tables });
              }}
            />
          )}
          <Ending {...conditions} />
          {!isDenial && <Limits {...conditions} />}
          <Note {...conditions} />
        </div>
        <PreviewPane looking={state.looking} source={source} />
      </div>
      <footer className="jp-datawisp-Form-footer">
        <Outcome
          {...state}
          source={source.name}
          isDenial={isDenial}
          onConfirm={accept => void state.send(accept)}
          onBack={state.back}
        />
        {state.sending.status !== 'asking' && (
          <div className="jp-datawisp-Form-actions">
            <Button
              type="submit"
              className={`jp-mod-styled ${isDenial ? 'jp-mod-warn' : 'jp-mod-accept'}`}
              disabled={state.sending.status === 'sending'}
            >
              {buttonWord(grant, isDenial, state.sending)}
            </Button>
            <span className="jp-datawisp-Spacer" />
            <Button
              type="button"
              className="jp-mod-styled jp-mod-reject"
              onClick={props.onCancel}
            >
              Cancel
            </Button>
          </div>
        )}
      </footer>
    </form>
  );
}

function titleOf(props: ShareProps, form: Form): string {
  const { source, grant } = props;
  if (grant !== undefined) {
    const who = recipientWords(grant.recipient);
    return form.effect === 'deny'
      ? `What ${who} is denied of ${source.name}`
      : `What ${who} has of ${source.name}`;
  }
  return form.effect === 'deny' ? `Deny ${source.name}` : `Share ${source.name}`;
}

function buttonWord(grant: Grant | undefined, isDenial: boolean, sending: Sending): string {
  if (sending.status === 'sending') {
    return 'One moment…';
  }
  if (grant !== undefined) {
    return 'Save changes';
  }
  return isDenial ? 'Deny' : 'Share';
}

/** People and groups that the person has shared with before. */
function knownTo(props: ShareProps): readonly Known[] {
  const { given } = props.model;
  const grants = given.status === 'there' ? given.value : [];
  const known = grants.map(({ recipient }) => ({
    kind: recipient.kind,
    name: recipient.name,
    label: recipientWords(recipient),
  }));
  return [...new Map(known.map(one => [`${one.kind} ${one.name}`, one])).values()];
}

/** What is about to happen in a sentence, what has to be meant, or why it cannot be. */
function Outcome(props: {
  readonly sending: Sending;
  readonly terms: GrantTerms;
  /** Whether enough is filled in to say in a sentence what it is. */
  readonly isComplete: boolean;
  readonly source: string;
  readonly isDenial: boolean;
  readonly faults: Readonly<Record<string, string>>;
  readonly onConfirm: (accept: readonly string[]) => void;
  readonly onBack: () => void;
}): React.JSX.Element {
  const { sending } = props;
  if (sending.status === 'asking') {
    return (
      <Questions
        doubts={sending.doubts}
        confirm={props.isDenial ? 'Yes, deny it' : 'Yes, share it'}
        onConfirm={() => {
          props.onConfirm(Object.keys(sending.doubts));
        }}
        onBack={props.onBack}
      />
    );
  }
  if (sending.status === 'failed') {
    const { problem } = sending;
    const shown = Object.values(props.faults);
    return (
      <div className="jp-datawisp-Message jp-mod-error" role="alert">
        <strong>{problem.detail}</strong>
        {problem.hint !== '' && <span>{problem.hint}</span>}
        {Object.entries(problem.fields)
          .filter(([, fault]) => !shown.includes(fault))
          .map(([field, fault]) => (
            <span key={field}>{fault}</span>
          ))}
      </div>
    );
  }
  if (!props.isComplete) {
    return <div className="jp-datawisp-Summary" aria-live="polite" />;
  }
  return (
    <div className="jp-datawisp-Summary" aria-live="polite">
      {summaryWords(props.source, props.terms).map(sentence => (
        <p key={sentence}>{sentence}</p>
      ))}
    </div>
  );
}
