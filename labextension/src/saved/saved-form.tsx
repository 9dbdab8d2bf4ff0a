/** The form that makes a saved query, or a new version of one. */

import { addIcon, Button } from '@jupyterlab/ui-components';
import * as React from 'react';

import { problemOfError } from '../api/client';
import type { Problem, Source } from '../api/messages';
import type { SavedQuery } from '../api/saved-messages';
import { Labelled } from '../editor/field-input';
import {
  NEW_SAVED,
  newParameter,
  savedDraftOf,
  savedFaults,
  savedFormOf,
  undescribed,
  type SavedForm as Form,
} from '../model/saved-draft';
import type { SharingModel } from '../model/sharing';
import { ParameterFields } from './parameter-fields';

interface FormProps {
  readonly model: SharingModel;
  readonly source: Source;
  /** What gets a new version; undefined for a new one. */
  readonly saved: SavedQuery | undefined;
  readonly onSaved: (saved: SavedQuery) => void;
  readonly onCancel: () => void;
}

type Faults = Readonly<Record<string, string>>;

interface SavedState {
  readonly form: Form;
  readonly faults: Faults;
  readonly problem: Problem | undefined;
  readonly isSaving: boolean;
  readonly node: React.RefObject<HTMLFormElement>;
  readonly change: (change: Partial<Form>) => void;
  readonly save: () => Promise<void>;
}

function useSavedForm(props: FormProps): SavedState {
  const node = React.useRef<HTMLFormElement>(null);
  const [form, setForm] = React.useState<Form>(() =>
    props.saved === undefined ? NEW_SAVED : savedFormOf(props.saved),
  );
  const [faults, setFaults] = React.useState<Faults>({});
  const [problem, setProblem] = React.useState<Problem>();
  const [isSaving, setIsSaving] = React.useState(false);
  React.useEffect(() => {
    node.current?.querySelector<HTMLElement>('input:not([readonly]), textarea')?.focus();
  }, []);
  React.useEffect(() => {
    node.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [faults]);
  return {
    form,
    faults,
    problem,
    isSaving,
    node,
    change: change => {
      setForm({ ...form, ...change });
      setProblem(undefined);
      if (Object.keys(faults).length > 0) {
        setFaults({});
      }
    },
    save: async () => {
      const found = savedFaults(form);
      setFaults(found);
      setProblem(undefined);
      if (Object.keys(found).length > 0) {
        return;
      }
      setIsSaving(true);
      try {
        const { model, source } = props;
        props.onSaved(await model.guard(model.api.save(source.id, savedDraftOf(form))));
      } catch (error) {
        const refused = problemOfError(error);
        setProblem(refused);
        setFaults(refused.fields);
        setIsSaving(false);
      }
    },
  };
}

export function SavedForm(props: FormProps): React.JSX.Element {
  const state = useSavedForm(props);
  const { form, faults, problem, change } = state;
  const titleId = React.useId();
  return (
    <form
      ref={state.node}
      className="jp-datawisp-Form jp-datawisp-SavedForm"
      aria-labelledby={titleId}
      noValidate
      autoComplete="off"
      onSubmit={event => {
        event.preventDefault();
        void state.save();
      }}
    >
      <h2 id={titleId}>
        {props.saved === undefined ? 'A new saved query' : `Edit ${props.saved.name}`}
      </h2>
      <div className="jp-datawisp-SavedForm-fields">
        <Labelled
          name="name"
          title="Name"
          description={`What one writes: %datawisp run ${props.source.name}/${form.name.trim() || 'name'}`}
          isRequired
          fault={faults['name']}
        >
          {aria => (
            <input
              {...aria}
              className="jp-mod-styled"
              value={form.name}
              maxLength={63}
              readOnly={props.saved !== undefined}
              spellCheck={false}
              autoCapitalize="off"
              onChange={event => {
                change({ name: event.target.value });
              }}
            />
          )}
        </Labelled>
        <Labelled
          name="description"
          title="Description"
          description=""
          isRequired={false}
          fault={faults['description']}
        >
          {aria => (
            <input
              {...aria}
              className="jp-mod-styled"
              value={form.description}
              maxLength={10_000}
              onChange={event => {
                change({ description: event.target.value });
              }}
            />
          )}
        </Labelled>
        <Labelled
          name="sql"
          title="Statement"
          description="It reads with your eyes, whoever runs it. Write :name for a parameter."
          isRequired
          fault={faults['sql']}
        >
          {aria => (
            <textarea
              {...aria}
              className="jp-mod-styled"
              rows={6}
              spellCheck={false}
              autoCapitalize="off"
              value={form.sql}
              onChange={event => {
                change({ sql: event.target.value });
              }}
            />
          )}
        </Labelled>
        <label className="jp-datawisp-Check">
          <input
            type="checkbox"
            checked={form.showSql}
            onChange={event => {
              change({ showSql: event.target.checked });
            }}
          />
          <span>Whoever may run it sees the statement, too</span>
        </label>
        <Parameters {...state} />
      </div>
      <footer className="jp-datawisp-Form-footer">
        {problem !== undefined && (
          <div className="jp-datawisp-Message jp-mod-error" role="alert">
            <strong>{problem.detail}</strong>
            {problem.hint !== '' && <span>{problem.hint}</span>}
          </div>
        )}
        <div className="jp-datawisp-Form-actions">
          <Button
            type="submit"
            className="jp-mod-styled jp-mod-accept"
            disabled={state.isSaving}
          >
            {saveWord(props.saved, state.isSaving)}
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
      </footer>
    </form>
  );
}

function saveWord(saved: SavedQuery | undefined, isSaving: boolean): string {
  if (isSaving) {
    return 'Checking…';
  }
  return saved === undefined ? 'Save' : `Save as version ${saved.version + 1}`;
}

function Parameters(state: SavedState): React.JSX.Element {
  const { form, faults, change } = state;
  const missing = undescribed(form);
  return (
    <fieldset className="jp-datawisp-Parameters">
      <legend>Parameters</legend>
      {faults['parameters'] !== undefined && (
        <span className="jp-datawisp-Fault" role="alert">
          {faults['parameters']}
        </span>
      )}
      {form.parameters.map((one, index) => (
        <ParameterFields
          key={index}
          parameter={one}
          place={index}
          faults={faults}
          onChange={changed => {
            const parameters = form.parameters.map((other, at) =>
              at === index ? { ...other, ...changed } : other,
            );
            change({ parameters });
          }}
          onRemove={() => {
            change({ parameters: form.parameters.filter((_one, at) => at !== index) });
          }}
        />
      ))}
      <div className="jp-datawisp-Form-actions">
        {missing.map(name => (
          <Button
            key={name}
            type="button"
            className="jp-mod-styled"
            onClick={() => {
              change({ parameters: [...form.parameters, newParameter(name)] });
            }}
          >
            Describe :{name}
          </Button>
        ))}
        <Button
          type="button"
          className="jp-mod-styled"
          onClick={() => {
            change({ parameters: [...form.parameters, newParameter('')] });
          }}
        >
          <addIcon.react tag="span" className="jp-datawisp-Icon" aria-hidden="true" />
          Add a parameter
        </Button>
      </div>
    </fieldset>
  );
}
