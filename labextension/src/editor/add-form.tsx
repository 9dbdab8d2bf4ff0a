/** The form that adds a source. */

import { Button } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { Kind } from '../api/messages';
import { kindIcon } from '../icons';
import type { Field } from '../model/fields';
import { OUTLINE_WORDS, OUTPUT_LEVEL_WORDS, type Choice } from '../model/output-words';
import { FieldInput, Labelled } from './field-input';
import { Outcome } from './outcome';
import { useAddForm, type AddFormProps } from './use-add-form';

export function AddForm(props: AddFormProps): React.JSX.Element {
  const form = useAddForm(props);
  const { state, fields, attempt, faults } = form;
  const isBusy = attempt.status === 'testing' || attempt.status === 'adding';
  const advanced = fields.filter(field => field.isAdvanced);
  const fieldInput = (field: Field): React.JSX.Element => (
    <FieldInput
      key={`${state.kind.kind} ${field.name}`}
      field={field}
      value={state.values[field.name] ?? ''}
      fault={faults[field.name]}
      onChange={value => {
        form.change(
          { ...state, values: { ...state.values, [field.name]: value } },
          field.name,
        );
      }}
    />
  );
  return (
    <form
      ref={form.node}
      className="jp-datawisp-Form"
      aria-labelledby="jp-datawisp-Form-title"
      autoComplete="off"
      noValidate
      onSubmit={event => {
        event.preventDefault();
        void form.add();
      }}
    >
      <h1 id="jp-datawisp-Form-title">Add a data source</h1>
      <p className="jp-datawisp-Form-lead">
        Only you see it. Its secrets are sealed where they are kept, and are never shown
        again.
      </p>
      <KindChoice kinds={props.kinds} chosen={state.kind} onChoose={form.choose} />
      <fieldset className="jp-datawisp-Fields">
        <legend>Connection</legend>
        <Labelled
          name="name"
          title="Name"
          description={`What you write in a cell: %%datawisp ${state.name.trim() || 'name'}`}
          isRequired
          fault={faults['name']}
        >
          {aria => (
            <input
              {...aria}
              className="jp-mod-styled"
              value={state.name}
              maxLength={63}
              spellCheck={false}
              autoCapitalize="off"
              onChange={event => {
                form.change({ ...state, name: event.target.value }, 'name');
              }}
            />
          )}
        </Labelled>
        {fields.filter(field => !field.isAdvanced).map(fieldInput)}
        {advanced.length > 0 && (
          <details open={advanced.some(field => field.name in faults) || undefined}>
            <summary>More settings</summary>
            {advanced.map(fieldInput)}
          </details>
        )}
      </fieldset>
      <Choices
        name="outline"
        title="What the notebook file may keep of a result"
        help="Rows are never saved, whatever you choose."
        choices={OUTLINE_WORDS}
        chosen={state.outline}
        onChoose={outline => {
          form.change({ ...state, outline }, 'outline');
        }}
      />
      <Choices
        name="output_level"
        title="Which outputs are kept out of the notebook file"
        help="While a kernel holds rows of this source."
        choices={OUTPUT_LEVEL_WORDS}
        chosen={state.outputLevel}
        onChoose={outputLevel => {
          form.change({ ...state, outputLevel }, 'output_level');
        }}
      />
      <footer className="jp-datawisp-Form-footer">
        <Outcome attempt={attempt} faults={faults} fields={fields} />
        <div className="jp-datawisp-Form-actions">
          <Button type="submit" className="jp-mod-styled jp-mod-accept" disabled={isBusy}>
            {attempt.status === 'adding' ? 'Adding…' : 'Add data source'}
          </Button>
          <Button
            type="button"
            className="jp-mod-styled"
            disabled={isBusy}
            onClick={() => void form.test()}
          >
            {attempt.status === 'testing' ? 'Connecting…' : 'Test connection'}
          </Button>
          <span className="jp-datawisp-Spacer" />
          <Button
            type="button"
            className="jp-mod-styled jp-mod-reject"
            onClick={form.cancel}
          >
            Cancel
          </Button>
        </div>
      </footer>
    </form>
  );
}

function KindChoice(props: {
  readonly kinds: readonly Kind[];
  readonly chosen: Kind;
  readonly onChoose: (kind: Kind) => void;
}): React.JSX.Element {
  return (
    <fieldset className="jp-datawisp-Kinds">
      <legend>Kind</legend>
      {props.kinds.map(kind => {
        const Icon = kindIcon(kind.kind).react;
        return (
          <label key={kind.kind} className="jp-datawisp-Kind">
            <input
              type="radio"
              name="kind"
              value={kind.kind}
              checked={kind.kind === props.chosen.kind}
              onChange={() => {
                props.onChoose(kind);
              }}
            />
            <Icon tag="span" className="jp-datawisp-Icon" aria-hidden="true" />
            <span>{kind.title}</span>
          </label>
        );
      })}
    </fieldset>
  );
}

function Choices<T extends string>(props: {
  readonly name: string;
  readonly title: string;
  readonly help: string;
  readonly choices: readonly Choice<T>[];
  readonly chosen: T;
  readonly onChoose: (choice: T) => void;
}): React.JSX.Element {
  return (
    <fieldset className="jp-datawisp-Outlines">
      <legend>{props.title}</legend>
      <p className="jp-datawisp-Help">{props.help}</p>
      {props.choices.map(({ value, title, description }) => (
        <label key={value} className="jp-datawisp-Outline">
          <input
            type="radio"
            name={props.name}
            value={value}
            checked={value === props.chosen}
            onChange={() => {
              props.onChoose(value);
            }}
          />
          <span>
            {title}
            <span className="jp-datawisp-Help">{description}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
