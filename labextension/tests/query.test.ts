import { expect, test } from 'vitest';

import { queryCell, tableName } from '../src/model/query';
import { CATALOG, SOURCE } from './parts';

const [orders, targets] = CATALOG.tables;
const table = { schema: 'public', isView: false, isFiltered: false, columns: [] };

test('a cell for a table asks for its first rows', () => {
  expect(queryCell(SOURCE, orders, CATALOG)).toBe(
    '%%datawisp warehouse\nSELECT *\nFROM orders\nLIMIT 100',
  );
});

test('a cell for a source waits for its statement', () => {
  expect(queryCell(SOURCE)).toBe('%%datawisp warehouse\nSELECT ');
});

test('a table outside of the search path is named with its schema', () => {
  expect(targets && tableName(targets, CATALOG)).toBe('sales."Targets"');
});

test('a table that another one hides is named with its schema', () => {
  const hidden = { ...table, schema: 'b', name: 't' };
  const catalog = {
    defaultSchemas: ['a', 'b'],
    tables: [{ ...table, schema: 'a', name: 't' }, hidden],
  };
  expect(tableName(hidden, catalog)).toBe('b.t');
});

test.each(['order', 'Order', 'a b', 'q"x', '1st'])('%j is quoted', name => {
  const odd = { ...table, name };
  const catalog = { defaultSchemas: ['public'], tables: [odd] };
  expect(tableName(odd, catalog)).toBe(`"${name.replace('"', '""')}"`);
});
