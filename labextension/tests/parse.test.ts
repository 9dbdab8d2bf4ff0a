import { expect, test } from 'vitest';

import {
  parseCatalog,
  parseProblem,
  parseSources,
  parseTestReport,
} from '../src/api/messages';
import { count, listOf, object, oneOf, optional, ShapeError, text } from '../src/api/parse';

test('an object keeps the members that are asked for and leaves out others', () => {
  const parse = object({ name: text, note: optional(text, '') });
  expect(parse({ name: 'a', secret: 1 }, 'it')).toEqual({ name: 'a', note: '' });
});

test('an error names the place and never the value', () => {
  const parse = listOf(object({ name: text }));
  expect(() => parse([{ name: 'a' }, { name: 4711 }], 'list')).toThrow(
    new ShapeError('list[1].name', 'a text'),
  );
  expect(() => parse([{ name: 'a' }, { name: 4711 }], 'list')).not.toThrow(/4711/);
});

test.each([-1, 0.5, NaN, '1', 2 ** 53, null])('%s is no count', value => {
  expect(() => count(value, 'it')).toThrow(ShapeError);
});

test('only the texts that are listed pass', () => {
  expect(() => oneOf('a', 'b')('c', 'it')).toThrow(ShapeError);
});

test('a list of sources that is no list is refused', () => {
  expect(() => parseSources({ connectors: { '0': {} } }, 'it')).toThrow(ShapeError);
});

test('a catalog becomes tables with columns', () => {
  const parsed = parseCatalog(
    {
      tables: [
        {
          schema_name: 'public',
          name: 't',
          is_view: true,
          columns: [{ name: 'c', type: 'int', nullable: false }],
        },
      ],
      default_schemas: ['public'],
      taken_at: 'x',
    },
    'it',
  );
  expect(parsed).toEqual({
    tables: [
      {
        schema: 'public',
        name: 't',
        isView: true,
        isFiltered: false,
        columns: [{ name: 'c', type: 'int', nullable: false, mask: null }],
      },
    ],
    defaultSchemas: ['public'],
  });
});

test('a report without warnings has none', () => {
  const report = { product: 'P', encryption: 'E', tables: 1, milliseconds: 1.5 };
  expect(parseTestReport(report, 'it').warnings).toEqual([]);
});

test('a problem needs its code alone', () => {
  expect(parseProblem({ code: 'conflict' }, 'it')).toEqual({
    code: 'conflict',
    title: '',
    detail: '',
    hint: '',
    fields: {},
  });
});
