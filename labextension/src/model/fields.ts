/** The fields of a form, read from the JSON Schemas of a kind of source. */

import type { Kind } from '../api/messages';
import { isRecord } from '../api/parse';

interface FieldBase {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly isRequired: boolean;
  /** Whether it stands under "More settings". */
  readonly isAdvanced: boolean;
}

/** A line of text, or several when `isLong`. */
export interface TextField extends FieldBase {
  readonly type: 'text';
  readonly initial: string;
  readonly isLong: boolean;
  readonly maxLength: number | undefined;
}

/** A text that is typed unseen, and is never kept in the page's state. */
export interface SecretField extends FieldBase {
  readonly type: 'secret';
  readonly maxLength: number | undefined;
}

export interface IntegerField extends FieldBase {
  readonly type: 'integer';
  readonly initial: string;
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
}

export interface ChoiceField extends FieldBase {
  readonly type: 'choice';
  readonly initial: string;
  readonly choices: readonly string[];
}

/** A list of texts, separated by commas. */
export interface ListField extends FieldBase {
  readonly type: 'list';
  readonly initial: string;
}

export interface SwitchField extends FieldBase {
  readonly type: 'switch';
  readonly initial: string;
}

/** A setting that is shown, remembered and sent as it is. */
export type SettingField = TextField | IntegerField | ChoiceField | ListField | SwitchField;

export type Field = SettingField | SecretField;

/** The text of every setting by its name; secrets are never among them. */
export type FormValues = Readonly<Record<string, string>>;

const LONG_TEXT = 10_000;

/** The fields of a kind: settings in the schema's order, secrets after the required ones. */
export function fieldsOf(kind: Kind): readonly Field[] {
  const settings = properties(kind.settingsSchema).map(([name, schema, isRequired]) =>
    settingField(name, schema, isRequired),
  );
  const secrets = properties(kind.secretsSchema).map(([name, schema, isRequired]) =>
    secretField(name, schema, isRequired),
  );
  const after = settings.reduce(
    (last, field, index) => (field.isRequired ? index : last),
    -1,
  );
  return [...settings.slice(0, after + 1), ...secrets, ...settings.slice(after + 1)];
}

/** What a new form shows. */
export function initialValues(fields: readonly Field[]): FormValues {
  return Object.fromEntries(
    fields.flatMap(field => (field.type === 'secret' ? [] : [[field.name, field.initial]])),
  );
}

/** One sentence for each field that cannot be sent as it is; empty when all can. */
export function faultsOf(
  fields: readonly Field[],
  values: FormValues,
): Readonly<Record<string, string>> {
  const faults = fields.flatMap(field => {
    const fault =
      field.type === 'secret' ? undefined : faultOf(field, values[field.name] ?? '');
    return fault === undefined ? [] : [[field.name, fault] as const];
  });
  return Object.fromEntries(faults);
}

/** The settings as the broker takes them; what is empty and optional is left to its default. */
export function settingsOf(
  fields: readonly Field[],
  values: FormValues,
): Record<string, string | number | boolean | string[]> {
  const settings: Record<string, string | number | boolean | string[]> = {};
  for (const field of fields) {
    const value = field.type === 'secret' ? '' : (values[field.name] ?? '').trim();
    if (field.type === 'switch') {
      settings[field.name] = value === 'true';
    } else if (value !== '') {
      settings[field.name] = settingOf(field, value);
    }
  }
  return settings;
}

const CHOICE_TITLES: Readonly<Record<string, string>> = {
  'verify-full': 'On: the certificate is verified',
  off: 'Off: only for a database on this machine',
};

/** What a choice is called in the form. */
export function choiceTitle(choice: string): string {
  return CHOICE_TITLES[choice] ?? choice;
}

function settingOf(field: Field, value: string): string | number | string[] {
  switch (field.type) {
    case 'integer':
      return Number(value);
    case 'list':
      return itemsOf(value);
    default:
      return value;
  }
}

function itemsOf(value: string): string[] {
  return value
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '');
}

function faultOf(field: SettingField, raw: string): string | undefined {
  const value = raw.trim();
  if (value === '') {
    return field.isRequired ? 'This is needed.' : undefined;
  }
  if (field.type !== 'integer') {
    return undefined;
  }
  const whole = /^[+-]?\d+$/.test(value) ? Number(value) : NaN;
  const { minimum = -Infinity, maximum = Infinity } = field;
  if (Number.isNaN(whole)) {
    return 'This must be a whole number.';
  }
  return whole < minimum || whole > maximum
    ? `This must be between ${minimum} and ${maximum}.`
    : undefined;
}

type Schema = Readonly<Record<string, unknown>>;

function properties(schema: Schema): [string, Schema, boolean][] {
  const members = isRecord(schema['properties']) ? schema['properties'] : {};
  const required: unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
  return Object.entries(members).map(([name, member]) => [
    name,
    plainSchema(isRecord(member) ? member : {}, schema),
    required.includes(name),
  ]);
}

/** A member's schema without references and without the null of what is optional. */
function plainSchema(member: Schema, root: Schema): Schema {
  const choices: unknown = member['anyOf'];
  if (Array.isArray(choices)) {
    const other: unknown = choices.find(one => isRecord(one) && one['type'] !== 'null');
    return {
      ...(isRecord(other) ? plainSchema(other, root) : {}),
      ...withoutChoices(member),
    };
  }
  const reference = member['$ref'];
  const definitions = root['$defs'];
  if (typeof reference === 'string' && isRecord(definitions)) {
    const target = definitions[reference.replace('#/$defs/', '')];
    return { ...(isRecord(target) ? target : {}), ...member };
  }
  return member;
}

function withoutChoices(member: Schema): Schema {
  const { anyOf: _, ...rest } = member;
  return rest;
}

function settingField(name: string, schema: Schema, isRequired: boolean): SettingField {
  const base = baseOf(name, schema, isRequired);
  const initial = textOf(schema['default']);
  const maxLength = numberOf(schema['maxLength']);
  const isLong = (maxLength ?? 0) > LONG_TEXT;
  const choices = schema['enum'];
  if (Array.isArray(choices)) {
    return { ...base, type: 'choice', initial, choices: choices.map(textOf) };
  }
  switch (schema['type']) {
    case 'integer': {
      const [minimum, maximum] = [numberOf(schema['minimum']), numberOf(schema['maximum'])];
      return { ...base, type: 'integer', initial, minimum, maximum };
    }
    case 'array':
      return { ...base, type: 'list', initial, isAdvanced: !isRequired };
    case 'boolean':
      return { ...base, type: 'switch', initial: initial === 'true' ? 'true' : 'false' };
    default:
      return { ...base, type: 'text', initial, isLong, maxLength, isAdvanced: isLong };
  }
}

function secretField(name: string, schema: Schema, isRequired: boolean): SecretField {
  const maxLength = numberOf(schema['maxLength']);
  return { ...baseOf(name, schema, isRequired), type: 'secret', maxLength };
}

function baseOf(name: string, schema: Schema, isRequired: boolean): FieldBase {
  const title = typeof schema['title'] === 'string' ? schema['title'] : name;
  const description =
    typeof schema['description'] === 'string' ? schema['description'] : '';
  return { name, title, description, isRequired, isAdvanced: false };
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) {
    return value.map(textOf).join(', ');
  }
  return typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean'
    ? String(value)
    : '';
}
