import { expect, test } from 'vitest';

import { draftFaults, draftOf, nameFault } from '../src/model/draft';
import { faultsOf, fieldsOf, initialValues, settingsOf } from '../src/model/fields';
import { DUCKDB, POSTGRESQL } from './parts';

const fields = fieldsOf(POSTGRESQL);
const filled = { ...initialValues(fields), host: 'db', database: 'shop', user: 'ada' };

test('the password stands after the last required setting, rare settings at the end', () => {
  expect(fields.map(field => field.name)).toEqual([
    'host',
    'port',
    'database',
    'user',
    'password',
    'tls',
    'ca_certificate',
    'schemas',
  ]);
  expect(fields.filter(field => field.isAdvanced).map(field => field.name)).toEqual([
    'ca_certificate',
    'schemas',
  ]);
});

test('each setting becomes the input that fits it', () => {
  expect(fields.map(field => field.type)).toEqual([
    'text',
    'integer',
    'text',
    'text',
    'secret',
    'choice',
    'text',
    'list',
  ]);
});

test('a secret is never among the remembered values', () => {
  expect(initialValues(fields)).not.toHaveProperty('password');
});

test('defaults are filled in', () => {
  expect(initialValues(fields)).toMatchObject({
    port: '5432',
    tls: 'verify-full',
    schemas: 'public',
  });
});

test('settings are sent with their types, and what is empty is left out', () => {
  expect(settingsOf(fields, { ...filled, schemas: ' public, sales ,' })).toEqual({
    host: 'db',
    port: 5432,
    database: 'shop',
    user: 'ada',
    tls: 'verify-full',
    schemas: ['public', 'sales'],
  });
});

test('required fields and whole numbers are checked before anything is sent', () => {
  expect(faultsOf(fields, { ...filled, host: '  ', port: '1e3' })).toEqual({
    host: 'This is needed.',
    port: 'This must be a whole number.',
  });
  expect(faultsOf(fields, { ...filled, port: '70000' })).toHaveProperty('port');
  expect(faultsOf(fields, filled)).toEqual({});
});

test('a schema behind a reference is followed', () => {
  const kind = {
    ...DUCKDB,
    settingsSchema: {
      properties: { mode: { $ref: '#/$defs/Mode', default: 'a' } },
      $defs: { Mode: { type: 'string', enum: ['a', 'b'], title: 'Mode' } },
    },
  };
  expect(fieldsOf(kind)).toMatchObject([
    { type: 'choice', choices: ['a', 'b'], initial: 'a' },
  ]);
});

test.each(['', '1a', 'a b', 'ä', 'a'.repeat(64), 'a;drop'])('%j is no name', name => {
  expect(nameFault(name)).toBeDefined();
});

test.each(['a', 'Ware_house-2', 'a'.repeat(63)])('%j is a name', name => {
  expect(nameFault(name)).toBeUndefined();
});

test('a draft has the secrets that were handed over and no others', () => {
  const form = {
    kind: POSTGRESQL,
    name: ' shop ',
    outline: 'nothing' as const,
    outputLevel: 'everything' as const,
    values: { ...filled, password: 'from a browser that filled it in' },
  };
  const draft = draftOf(form, { password: 's' });
  expect(draft).toMatchObject({
    name: 'shop',
    outline: 'nothing',
    output_level: 'everything',
    secrets: { password: 's' },
  });
  expect(draft.settings).not.toHaveProperty('password');
  expect(draftFaults(form)).toEqual({});
});
