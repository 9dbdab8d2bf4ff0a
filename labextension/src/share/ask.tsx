/** Small dialogs that ask for a few things, send them, and stay until that has gone well. */

import { Dialog, ReactWidget, showDialog } from '@jupyterlab/apputils';
import * as React from 'react';

import { problemOfError } from '../api/client';
import type { Problem } from '../api/messages';
import { Labelled } from '../editor/field-input';
import { DoubtList } from './questions';

export interface AskedField {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly initial: string;
  readonly type: 'text' | 'email' | 'number' | 'long' | 'choice';
  readonly choices?: readonly {
    readonly value: string;
    readonly title: string;
    readonly description: string;
  }[];
}

export type Answers = Readonly<Record<string, string>>;

export interface Asking {
  readonly title: string;
  readonly sentences: readonly string[];
  readonly fields: readonly AskedField[];
  readonly button: string;
  readonly isDangerous?: boolean;
  /** `accept` are the doubts that are meant. */
  readonly send: (answers: Answers, accept: readonly string[]) => Promise<void>;
}

/** Whether it was sent; what is wrong is shown, and asked for again. */
export async function ask(asking: Asking): Promise<boolean> {
  let answers: Answers = Object.fromEntries(
    asking.fields.map(field => [field.name, field.initial]),
  );
  let problem: Problem | undefined;
  for (;;) {
    const body: AskingBody = new AskingBody(asking, answers, problem);
    const make = asking.isDangerous ? Dialog.warnButton : Dialog.okButton;
    const { button, value } = await showDialog<Answers>({
      title: asking.title,
      body,
      buttons: [Dialog.cancelButton(), make({ label: asking.button })],
      defaultButton: asking.isDangerous ? 0 : 1,
      focusNodeSelector:
        Object.keys(problem?.fields ?? {}).length > 0
          ? '[aria-invalid=true]'
          : 'input, textarea',
    });
    if (!button.accept) {
      return false;
    }
    answers = value ?? answers;
    const accept =
      problem?.code === 'confirmation_needed' ? Object.keys(problem.fields) : [];
    try {
      await asking.send(answers, accept);
      return true;
    } catch (error) {
      problem = problemOfError(error);
    }
  }
}

class AskingBody extends ReactWidget implements Dialog.IBodyWidget<Answers> {
  constructor(
    private readonly asking: Asking,
    private readonly answers: Answers,
    private readonly problem: Problem | undefined,
  ) {
    super();
    this.addClass('jp-datawisp-Dialog');
    this.addClass('jp-datawisp-Asking');
  }

  getValue(): Answers {
    return Object.fromEntries(
      this.asking.fields.map(({ name, type }) => {
        const selector = `[name="${name}"]${type === 'choice' ? ':checked' : ''}`;
        const input = this.node.querySelector<HTMLInputElement>(selector);
        return [name, input?.value ?? this.answers[name] ?? ''];
      }),
    );
  }

  protected override render(): React.JSX.Element {
    const { asking, problem } = this;
    return (
      <>
        {asking.sentences.map(sentence => (
          <p key={sentence}>{sentence}</p>
        ))}
        {asking.fields.map(field => (
          <AskedInput
            key={field.name}
            field={field}
            initial={this.answers[field.name] ?? ''}
            fault={problem?.fields[field.name]}
          />
        ))}
        {problem !== undefined && <AskedProblem asking={asking} problem={problem} />}
      </>
    );
  }
}

function AskedInput(props: {
  readonly field: AskedField;
  readonly initial: string;
  readonly fault: string | undefined;
}): React.JSX.Element {
  const { field } = props;
  if (field.type === 'choice') {
    return (
      <fieldset className="jp-datawisp-Outlines">
        <legend>{field.title}</legend>
        {field.description !== '' && (
          <p className="jp-datawisp-Help">{field.description}</p>
        )}
        {(field.choices ?? []).map(({ value, title, description }) => (
          <label key={value} className="jp-datawisp-Outline">
            <input
              type="radio"
              name={field.name}
              value={value}
              defaultChecked={value === props.initial}
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
  return (
    <Labelled
      name={field.name}
      title={field.title}
      description={field.description}
      isRequired
      fault={props.fault}
    >
      {aria =>
        field.type === 'long' ? (
          <textarea
            {...aria}
            className="jp-mod-styled"
            rows={3}
            defaultValue={props.initial}
          />
        ) : (
          <input
            {...aria}
            className="jp-mod-styled"
            type={field.type === 'email' ? 'email' : 'text'}
            inputMode={field.type === 'number' ? 'decimal' : undefined}
            autoComplete="off"
            spellCheck={false}
            defaultValue={props.initial}
          />
        )
      }
    </Labelled>
  );
}

/** What is wrong beside the fields, or what has to be meant before it is sent again. */
// JupyterLab’s dialogs cannot be accepted while anything in them is marked jp-mod-error.
function AskedProblem(props: {
  readonly asking: Asking;
  readonly problem: Problem;
}): React.JSX.Element {
  const { asking, problem } = props;
  if (problem.code === 'confirmation_needed') {
    return (
      <div className="jp-datawisp-Message jp-mod-warning" role="alert">
        <DoubtList doubts={problem.fields} />
        <span>“{asking.button}” says that you mean it.</span>
      </div>
    );
  }
  const shown = new Set(asking.fields.map(field => field.name));
  return (
    <div className="jp-datawisp-Message jp-mod-refused" role="alert">
      <strong>{problem.detail}</strong>
      {problem.hint !== '' && <span>{problem.hint}</span>}
      {Object.entries(problem.fields)
        .filter(([field]) => !shown.has(field))
        .map(([field, fault]) => (
          <span key={field}>{fault}</span>
        ))}
    </div>
  );
}
