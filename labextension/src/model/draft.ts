/** A source that is being added: its name, what notebooks may keep of it, and the whole draft. */

import type { Draft, Kind, Outline, OutputLevel } from '../api/messages';
import { faultsOf, fieldsOf, settingsOf, type FormValues } from './fields';

/** Everything of the form but its secrets. */
export interface FormState {
  readonly kind: Kind;
  readonly name: string;
  readonly outline: Outline;
  readonly outputLevel: OutputLevel;
  readonly values: FormValues;
}

const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,62}$/;

/** What is wrong with a source's name, or undefined. */
export function nameFault(name: string): string | undefined {
  if (name.trim() === '') {
    return 'This is needed: it is what you write after %%datawisp.';
  }
  return NAME.test(name.trim())
    ? undefined
    : 'Begin with a letter; then letters, digits, _ and -, 63 characters at most.';
}

/** One sentence for each faulty field of the form, by the field's name. */
export function draftFaults(form: FormState): Readonly<Record<string, string>> {
  const name = nameFault(form.name);
  const faults = faultsOf(fieldsOf(form.kind), form.values);
  return name === undefined ? faults : { name, ...faults };
}

/** What the broker is sent. */
export function draftOf(form: FormState, secrets: Readonly<Record<string, string>>): Draft {
  return {
    name: form.name.trim(),
    kind: form.kind.kind as Draft['kind'],
    settings: settingsOf(fieldsOf(form.kind), form.values),
    secrets: { ...secrets },
    outline: form.outline,
    output_level: form.outputLevel,
  };
}
