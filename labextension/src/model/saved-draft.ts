/** What the form of a saved query holds, and the draft that comes of it. */

import {
  PARAMETER_TYPES,
  type ParameterRule,
  type ParameterType,
  type SavedQuery,
  type SavedQueryDraft,
  type ScalarDraft,
} from '../api/saved-messages';

/** One parameter as it is typed; lists are written with commas. */
export interface ParameterForm {
  readonly name: string;
  readonly type: ParameterType;
  readonly description: string;
  readonly many: boolean;
  readonly optional: boolean;
  readonly default: string;
  readonly minimum: string;
  readonly maximum: string;
  readonly choices: string;
  readonly choicesSql: string;
}

export interface SavedForm {
  readonly name: string;
  readonly description: string;
  readonly sql: string;
  readonly showSql: boolean;
  readonly parameters: readonly ParameterForm[];
}

export const NEW_SAVED: SavedForm = {
  name: '',
  description: '',
  sql: '',
  showSql: false,
  parameters: [],
};

const WIRE_TYPES: Readonly<Record<ParameterType, string>> = {
  text: 'str',
  integer: 'int',
  decimal: 'decimal',
  float: 'float',
  boolean: 'bool',
  date: 'date',
  timestamp: 'datetime',
  uuid: 'uuid',
};

export const TYPE_WORDS: Readonly<Record<ParameterType, string>> = {
  text: 'Text',
  integer: 'Whole number',
  decimal: 'Decimal number',
  float: 'Floating-point number',
  boolean: 'True or false',
  date: 'Date',
  timestamp: 'Date and time',
  uuid: 'UUID',
};

/** Whether values of this type are smaller or larger than others. */
export function isOrdered(type: ParameterType): boolean {
  return type !== 'boolean' && type !== 'uuid';
}

export function newParameter(name: string): ParameterForm {
  return {
    name,
    type: PARAMETER_TYPES[0],
    description: '',
    many: false,
    optional: false,
    default: '',
    minimum: '',
    maximum: '',
    choices: '',
    choicesSql: '',
  };
}

export function savedFormOf(saved: SavedQuery): SavedForm {
  return {
    name: saved.name,
    description: saved.description,
    sql: saved.sql ?? '',
    showSql: saved.showSql,
    parameters: saved.parameters.map(parameterFormOf),
  };
}

function parameterFormOf(rule: ParameterRule): ParameterForm {
  return {
    name: rule.name,
    type: rule.type,
    description: rule.description,
    many: rule.many,
    optional: rule.optional,
    default: rule.default?.join(', ') ?? '',
    minimum: rule.minimum ?? '',
    maximum: rule.maximum ?? '',
    choices: rule.choices.join(', '),
    choicesSql: rule.choicesSql ?? '',
  };
}

export function savedDraftOf(form: SavedForm): SavedQueryDraft {
  return {
    name: form.name.trim(),
    description: form.description.trim(),
    sql: form.sql,
    show_sql: form.showSql,
    parameters: form.parameters.map(one => ({
      name: one.name.trim(),
      type: one.type,
      description: one.description.trim(),
      many: one.many,
      optional: one.optional,
      default: defaultOf(one),
      minimum: isOrdered(one.type) ? scalarOf(one.minimum, one.type) : null,
      maximum: isOrdered(one.type) ? scalarOf(one.maximum, one.type) : null,
      choices: itemsOf(one.choices).map(text => scalar(text, one.type)),
      choices_sql: one.choicesSql.trim() === '' ? null : one.choicesSql,
    })),
  };
}

/** One sentence for each place that cannot be sent; parameters by their place in the list. */
export function savedFaults(form: SavedForm): Readonly<Record<string, string>> {
  const faults: Record<string, string> = {};
  if (!/^[A-Za-z][A-Za-z0-9_-]{0,62}$/.test(form.name.trim())) {
    faults['name'] =
      'Begin with a letter; then letters, digits, _ and -, 63 characters at most.';
  }
  if (form.sql.trim() === '') {
    faults['sql'] = 'Write the statement that is run.';
  }
  form.parameters.forEach((one, index) => {
    if (!/^[A-Za-z_][A-Za-z0-9_]{0,62}$/.test(one.name.trim())) {
      faults[`parameters.${index}.name`] =
        'Begin with a letter or _; then letters, digits and _.';
    }
    for (const part of ['default', 'minimum', 'maximum', 'choices'] as const) {
      const fault = valueFault(one, part);
      if (fault !== undefined) {
        faults[`parameters.${index}.${part}`] = fault;
      }
    }
  });
  return faults;
}

const PATTERNS: Readonly<Partial<Record<ParameterType, readonly [RegExp, string]>>> = {
  integer: [/^[+-]?\d+$/, 'This must be a whole number.'],
  decimal: [/^[+-]?(\d+\.?\d*|\.\d+)$/, 'This must be a number, such as 12.50.'],
  float: [/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i, 'This must be a number.'],
  boolean: [/^(true|false)$/, 'This must be true or false.'],
  date: [/^\d{4}-\d{2}-\d{2}$/, 'This must be a day, such as 2026-12-31.'],
  timestamp: [
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/,
    'This must be a moment, such as 2026-12-31T18:00:00.',
  ],
  uuid: [/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'This must be a UUID.'],
};

function valueFault(
  form: ParameterForm,
  part: 'default' | 'minimum' | 'maximum' | 'choices',
): string | undefined {
  const isList = part === 'choices' || (part === 'default' && form.many);
  const values = isList ? itemsOf(form[part]) : [form[part].trim()];
  const rule = PATTERNS[form.type];
  return rule !== undefined && values.some(value => value !== '' && !rule[0].test(value))
    ? rule[1]
    : undefined;
}

/** The parameters that a statement names and the form does not describe yet. */
export function undescribed(form: SavedForm): readonly string[] {
  // Good enough to offer names; the broker reads the statement as the source does.
  const plain = form.sql
    .replace(/'(?:[^']|'')*'/g, "''")
    .replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ');
  const named = [...plain.matchAll(/(?<![\w:)\]'"`]):([A-Za-z_]\w*)(?![\w.])/g)].map(
    match => match[1] ?? '',
  );
  const known = new Set(form.parameters.map(one => one.name.trim()));
  return [...new Set(named)].filter(name => name !== 'claims' && !known.has(name));
}

/** A cell that runs a saved query, with its parameters to be filled in. */
export function runCell(saved: SavedQuery): string {
  const given = saved.parameters
    .filter(rule => !rule.optional || rule.default !== null)
    .map(rule => `${rule.name}=${valueWord(rule)}`);
  return ['%datawisp run', `${saved.source}/${saved.name}`, ...given].join(' ');
}

function valueWord(rule: ParameterRule): string {
  const first = rule.default ?? rule.choices.slice(0, 1);
  const texts = rule.many ? first : first.slice(0, 1);
  const word = texts.join(',');
  return /[\s'"]/.test(word) ? `'${word.replaceAll("'", "\\'")}'` : word;
}

function defaultOf(
  form: ParameterForm,
): ScalarDraft | { readonly items: readonly ScalarDraft[] } | null {
  if (form.default.trim() === '') {
    return null;
  }
  return form.many
    ? { items: itemsOf(form.default).map(text => scalar(text, form.type)) }
    : scalar(form.default.trim(), form.type);
}

function scalarOf(text: string, type: ParameterType): ScalarDraft | null {
  return text.trim() === '' ? null : scalar(text.trim(), type);
}

function scalar(text: string, type: ParameterType): ScalarDraft {
  return { type: WIRE_TYPES[type], text };
}

function itemsOf(value: string): string[] {
  return value
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '');
}
