/** Whom it is about: a person by e-mail address, or a group. */

import * as React from 'react';

import type { RecipientKind } from '../api/sharing-messages';
import { Labelled } from '../editor/field-input';

export interface Known {
  readonly kind: RecipientKind;
  readonly name: string;
  readonly label: string;
}

export function RecipientField(props: {
  readonly kind: RecipientKind;
  readonly name: string;
  readonly known: readonly Known[];
  readonly fault: string | undefined;
  readonly isFixed?: boolean;
  readonly onChange: (kind: RecipientKind, name: string) => void;
}): React.JSX.Element {
  const { kind } = props;
  const listId = React.useId();
  return (
    <div className="jp-datawisp-Recipient">
      <Segments
        label="Person or group"
        value={kind}
        isDisabled={props.isFixed ?? false}
        options={[
          { value: 'person', label: 'A person' },
          { value: 'group', label: 'A group' },
        ]}
        onChange={next => {
          props.onChange(next, '');
        }}
      />
      <Labelled
        name="recipient"
        title={kind === 'person' ? 'E-mail address' : 'Name of the group'}
        description={
          kind === 'person'
            ? 'The address that they sign in with. They need not have signed in before.'
            : 'As your identity provider calls it. Whoever is in it gets it, also later.'
        }
        isRequired
        fault={props.fault}
      >
        {aria => (
          <input
            {...aria}
            data-first=""
            className="jp-mod-styled"
            type={kind === 'person' ? 'email' : 'text'}
            value={props.name}
            maxLength={320}
            readOnly={props.isFixed}
            list={listId}
            autoComplete="off"
            spellCheck={false}
            autoCapitalize="off"
            onChange={event => {
              props.onChange(kind, event.target.value);
            }}
          />
        )}
      </Labelled>
      <datalist id={listId}>
        {props.known
          .filter(one => one.kind === kind)
          .map(one => (
            <option key={one.name} value={one.name}>
              {one.label}
            </option>
          ))}
      </datalist>
    </div>
  );
}

/** A few choices beside each other, of which one holds. */
export function Segments<T extends string>(props: {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly isDisabled?: boolean;
  readonly onChange: (value: T) => void;
}): React.JSX.Element {
  const name = React.useId();
  return (
    <div className="jp-datawisp-Segments" role="radiogroup" aria-label={props.label}>
      {props.options.map(option => (
        <label key={option.value}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === props.value}
            disabled={props.isDisabled}
            onChange={() => {
              props.onChange(option.value);
            }}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </div>
  );
}
