/** One parameter of a saved query: its type, its default, and what may be given for it. */

import { closeIcon, HTMLSelect } from '@jupyterlab/ui-components';
import * as React from 'react';

import { PARAMETER_TYPES, type ParameterType } from '../api/saved-messages';
import { Labelled } from '../editor/field-input';
import { isOrdered, TYPE_WORDS, type ParameterForm } from '../model/saved-draft';
import { IconButton } from '../sidebar/icon-button';

type TextPart =
  'name' | 'description' | 'default' | 'minimum' | 'maximum' | 'choices' | 'choicesSql';

export function ParameterFields(props: {
  readonly parameter: ParameterForm;
  readonly place: number;
  readonly faults: Readonly<Record<string, string>>;
  readonly onChange: (change: Partial<ParameterForm>) => void;
  readonly onRemove: () => void;
}): React.JSX.Element {
  const { parameter, place, faults, onChange } = props;
  const line = (part: TextPart, title: string, description = ''): React.JSX.Element => (
    <Labelled
      name={`parameters.${place}.${part}`}
      title={title}
      description={description}
      isRequired={part === 'name'}
      fault={faults[`parameters.${place}.${part}`]}
    >
      {aria => (
        <input
          {...aria}
          className="jp-mod-styled"
          value={parameter[part]}
          autoComplete="off"
          spellCheck={part === 'description'}
          autoCapitalize="off"
          onChange={event => {
            onChange({ [part]: event.target.value });
          }}
        />
      )}
    </Labelled>
  );
  const fault = faults[`parameters.${place}`];
  return (
    <fieldset className="jp-datawisp-Parameter">
      <legend className="jp-datawisp-Unseen">
        Parameter {parameter.name === '' ? place + 1 : parameter.name}
      </legend>
      <div className="jp-datawisp-Parameter-fields">
        {line('name', 'Name')}
        <Labelled
          name={`parameters.${place}.type`}
          title="Type"
          description=""
          isRequired
          fault={undefined}
        >
          {aria => (
            <HTMLSelect
              {...aria}
              value={parameter.type}
              iconProps={{ top: '8px', right: '8px' }}
              options={PARAMETER_TYPES.map(type => ({
                value: type,
                label: TYPE_WORDS[type],
              }))}
              onChange={event => {
                onChange({ type: event.target.value as ParameterType });
              }}
            />
          )}
        </Labelled>
        {line('default', 'Default', parameter.many ? 'Separated by commas.' : '')}
        {isOrdered(parameter.type) && line('minimum', 'At least')}
        {isOrdered(parameter.type) && line('maximum', 'At most')}
        {line('choices', 'One of', 'Separated by commas.')}
        {line(
          'choicesSql',
          'Or one of what a query gives',
          'Its first column holds the choices.',
        )}
        {line('description', 'Description')}
      </div>
      <div className="jp-datawisp-Parameter-checks">
        <label className="jp-datawisp-Check">
          <input
            type="checkbox"
            checked={parameter.many}
            onChange={event => {
              onChange({ many: event.target.checked });
            }}
          />
          <span>Takes several values, for IN (…)</span>
        </label>
        <label className="jp-datawisp-Check">
          <input
            type="checkbox"
            checked={parameter.optional}
            onChange={event => {
              onChange({ optional: event.target.checked });
            }}
          />
          <span>May be left out; then it is NULL</span>
        </label>
      </div>
      {fault !== undefined && (
        <span className="jp-datawisp-Fault" role="alert">
          {fault}
        </span>
      )}
      <IconButton
        icon={closeIcon}
        label={`Remove the parameter ${parameter.name}`}
        onClick={props.onRemove}
      />
    </fieldset>
  );
}
