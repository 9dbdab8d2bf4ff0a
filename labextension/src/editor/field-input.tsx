/** One field of the form: its label, its input, its help and what is wrong with it. */

import { HTMLSelect } from '@jupyterlab/ui-components';
import * as React from 'react';

import { choiceTitle, type Field, type SettingField } from '../model/fields';

/** What ties an input to its label, its help and its fault. */
interface InputAria {
  readonly id: string;
  readonly name: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean;
  readonly 'aria-required': boolean;
}

export function Labelled(props: {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly isRequired: boolean;
  readonly fault: string | undefined;
  readonly isNarrow?: boolean;
  readonly children: (aria: InputAria) => React.ReactNode;
}): React.JSX.Element {
  const { name, fault } = props;
  const id = React.useId();
  const [helpId, faultId] = [`${id}-help`, `${id}-fault`];
  const describedBy = [
    ...(props.description === '' ? [] : [helpId]),
    ...(fault === undefined ? [] : [faultId]),
  ].join(' ');
  return (
    <div className={`jp-datawisp-Field${props.isNarrow ? ' jp-mod-narrow' : ''}`}>
      <label htmlFor={id}>
        {props.title}
        {!props.isRequired && <span className="jp-datawisp-Optional"> (optional)</span>}
      </label>
      {props.children({
        id,
        name,
        'aria-describedby': describedBy === '' ? undefined : describedBy,
        'aria-invalid': fault !== undefined,
        'aria-required': props.isRequired,
      })}
      {fault !== undefined && (
        <span id={faultId} className="jp-datawisp-Fault">
          {fault}
        </span>
      )}
      {props.description !== '' && (
        <span id={helpId} className="jp-datawisp-Help">
          {props.description}
        </span>
      )}
    </div>
  );
}

export function FieldInput(props: {
  readonly field: Field;
  readonly value: string;
  readonly fault: string | undefined;
  readonly onChange: (value: string) => void;
}): React.JSX.Element {
  const { field } = props;
  const hasDefault = field.type !== 'secret' && field.initial !== '';
  return (
    <Labelled
      name={field.name}
      title={field.title}
      description={field.description}
      isRequired={field.isRequired || hasDefault || field.type === 'secret'}
      isNarrow={field.type === 'integer'}
      fault={props.fault}
    >
      {aria =>
        field.type === 'secret' ? (
          // Uncontrolled on purpose: what is typed is in this element and nowhere else.
          <input
            {...aria}
            className="jp-mod-styled"
            type="password"
            autoComplete="off"
            data-1p-ignore=""
            data-lpignore="true"
            maxLength={field.maxLength}
          />
        ) : (
          settingInput(field, aria, props.value, props.onChange)
        )
      }
    </Labelled>
  );
}

function settingInput(
  field: SettingField,
  aria: InputAria,
  value: string,
  onChange: (value: string) => void,
): React.JSX.Element {
  switch (field.type) {
    case 'choice':
      return (
        <HTMLSelect
          {...aria}
          value={value}
          iconProps={{ top: '8px', right: '8px' }}
          options={field.choices.map(choice => ({
            value: choice,
            label: choiceTitle(choice),
          }))}
          onChange={event => {
            onChange(event.target.value);
          }}
        />
      );
    case 'switch':
      return (
        <input
          {...aria}
          type="checkbox"
          checked={value === 'true'}
          onChange={event => {
            onChange(String(event.target.checked));
          }}
        />
      );
    case 'text':
      if (field.isLong) {
        return (
          <textarea
            {...aria}
            className="jp-mod-styled"
            rows={4}
            spellCheck={false}
            value={value}
            maxLength={field.maxLength}
            onChange={event => {
              onChange(event.target.value);
            }}
          />
        );
      }
      return line(aria, value, onChange, 'text', field.maxLength);
    case 'integer':
      return line(aria, value, onChange, 'numeric', undefined);
    case 'list':
      return line(aria, value, onChange, 'text', undefined);
  }
}

function line(
  aria: InputAria,
  value: string,
  onChange: (value: string) => void,
  inputMode: 'text' | 'numeric',
  maxLength: number | undefined,
): React.JSX.Element {
  return (
    <input
      {...aria}
      className="jp-mod-styled"
      inputMode={inputMode}
      autoComplete="off"
      spellCheck={false}
      autoCapitalize="off"
      value={value}
      maxLength={maxLength}
      onChange={event => {
        onChange(event.target.value);
      }}
    />
  );
}
