/** How long it lasts, how much it gives at most, how one must have signed in, and why. */

import * as React from 'react';

import { Labelled } from '../editor/field-input';
import { localTime, type End, type ShareForm } from '../model/share-draft';
import { Segments } from './recipient-field';

interface ConditionProps {
  readonly form: ShareForm;
  readonly faults: Readonly<Record<string, string>>;
  readonly onChange: (change: Partial<ShareForm>) => void;
}

const ENDS: readonly { readonly value: End; readonly label: string }[] = [
  { value: '1', label: 'A day' },
  { value: '7', label: 'A week' },
  { value: '30', label: '30 days' },
  { value: 'at', label: 'Until…' },
  { value: 'never', label: 'Without an end' },
];
const WEEK_MS = 7 * 86_400_000;

export function Ending(props: ConditionProps): React.JSX.Element {
  const { form, faults, onChange } = props;
  return (
    <fieldset className="jp-datawisp-Ending">
      <legend>How long</legend>
      <Segments
        label="How long"
        value={form.end}
        options={ENDS}
        onChange={end => {
          const endsAt = form.endsAt || localTime(new Date(Date.now() + WEEK_MS));
          onChange({ end, endsAt });
        }}
      />
      {form.end === 'at' && (
        <Labelled
          name="until"
          title="Ends at"
          description="In the time of this computer."
          isRequired
          fault={faults['until']}
        >
          {aria => (
            <input
              {...aria}
              className="jp-mod-styled"
              type="datetime-local"
              value={form.endsAt}
              onChange={event => {
                onChange({ endsAt: event.target.value });
              }}
            />
          )}
        </Labelled>
      )}
      {form.end !== 'at' && faults['until'] !== undefined && (
        <span className="jp-datawisp-Fault">{faults['until']}</span>
      )}
    </fieldset>
  );
}

const LINES = [
  {
    field: 'rows',
    key: 'rows',
    title: 'Rows of a query, at most',
    description: '',
    isNumber: true,
  },
  {
    field: 'seconds',
    key: 'seconds',
    title: 'Seconds of a query, at most',
    description: '',
    isNumber: true,
  },
  {
    field: 'strength.max_age_seconds',
    key: 'maxAgeMinutes',
    title: 'Minutes since they signed in, at most',
    description: '',
    isNumber: true,
  },
  {
    field: 'strength.amr',
    key: 'amr',
    title: 'Signed in by all of',
    description: 'Methods as your identity provider names them (amr), such as mfa, hwk.',
    isNumber: false,
  },
  {
    field: 'strength.acr',
    key: 'acr',
    title: 'Signed in with one of',
    description: 'Levels as your identity provider names them (acr).',
    isNumber: false,
  },
] as const;

/** What is seldom needed: caps, and how one must have signed in. */
export function Limits(props: ConditionProps): React.JSX.Element {
  const { form, faults, onChange } = props;
  const isUsed = LINES.some(line => form[line.key] !== '' || line.field in faults);
  return (
    <details className="jp-datawisp-Limits" open={isUsed || undefined}>
      <summary>Limits, and how they must have signed in</summary>
      <div className="jp-datawisp-Limits-fields">
        {LINES.map(line => (
          <Labelled
            key={line.field}
            name={line.field}
            title={line.title}
            description={line.description}
            isRequired={false}
            fault={faults[line.field]}
          >
            {aria => (
              <input
                {...aria}
                className="jp-mod-styled"
                inputMode={line.isNumber ? 'numeric' : 'text'}
                autoComplete="off"
                spellCheck={false}
                autoCapitalize="off"
                value={form[line.key]}
                onChange={event => {
                  onChange({ [line.key]: event.target.value });
                }}
              />
            )}
          </Labelled>
        ))}
      </div>
    </details>
  );
}

export function Note(props: ConditionProps): React.JSX.Element {
  return (
    <Labelled
      name="note"
      title="Note"
      description="Why, for them and for you."
      isRequired={false}
      fault={props.faults['note']}
    >
      {aria => (
        <input
          {...aria}
          className="jp-mod-styled"
          value={props.form.note}
          maxLength={1000}
          autoComplete="off"
          onChange={event => {
            props.onChange({ note: event.target.value });
          }}
        />
      )}
    </Labelled>
  );
}
