/** Real values that several tests need: kinds as the broker sends them, sources, catalogs. */

import { ApiError, type SourcesApi } from '../src/api/client';
import type { Catalog, Kind, Problem, Source, TestReport } from '../src/api/messages';

export const POSTGRESQL: Kind = {
  kind: 'postgresql',
  title: 'PostgreSQL',
  settingsSchema: {
    type: 'object',
    required: ['host', 'database', 'user'],
    properties: {
      host: {
        title: 'Host',
        description: 'Host name, address or socket directory',
        type: 'string',
        maxLength: 255,
      },
      port: { title: 'Port', type: 'integer', default: 5432, minimum: 1, maximum: 65535 },
      database: { title: 'Database', type: 'string', maxLength: 63 },
      user: { title: 'User', type: 'string', maxLength: 63 },
      tls: {
        title: 'Encryption',
        type: 'string',
        enum: ['verify-full', 'off'],
        default: 'verify-full',
      },
      ca_certificate: {
        title: 'CA certificate (PEM)',
        anyOf: [{ type: 'string', maxLength: 65536 }, { type: 'null' }],
        default: null,
      },
      schemas: {
        title: 'Schemas',
        type: 'array',
        items: { type: 'string' },
        default: ['public'],
      },
    },
  },
  secretsSchema: {
    type: 'object',
    properties: {
      password: { title: 'Password', type: 'string', format: 'password', maxLength: 4096 },
    },
  },
};

export const DUCKDB: Kind = {
  kind: 'duckdb',
  title: 'DuckDB file',
  settingsSchema: {
    type: 'object',
    required: ['path'],
    properties: { path: { title: 'File', type: 'string', maxLength: 4096 } },
  },
  secretsSchema: { type: 'object', properties: {} },
};

export const SOURCE: Source = {
  id: 'a1b2c3d4-0000',
  name: 'warehouse',
  kind: 'postgresql',
  owner: { name: 'Ada', email: '' },
  mine: true,
  settings: {},
  outline: 'shape',
  outputLevel: 'results',
  actions: ['source:see', 'source:query', 'source:manage'],
};

export const CATALOG: Catalog = {
  defaultSchemas: ['public'],
  tables: [
    {
      schema: 'public',
      name: 'orders',
      isView: false,
      isFiltered: false,
      columns: [
        { name: 'id', type: 'bigint', nullable: false, mask: null },
        { name: 'note', type: 'text', nullable: true, mask: null },
      ],
    },
    { schema: 'sales', name: 'Targets', isView: true, isFiltered: false, columns: [] },
  ],
};

export const REPORT: TestReport = {
  product: 'PostgreSQL 15.8',
  encryption: 'TLSv1.3',
  tables: 2,
  milliseconds: 23.4,
  warnings: [],
  findings: [],
  grantScript: '',
};

export function problem(code: string, more: Partial<Problem> = {}): Problem {
  return {
    code,
    title: 'A title',
    detail: 'What was wrong.',
    hint: '',
    fields: {},
    ...more,
  };
}

/** A broker that answers at once; every answer can be replaced. */
export function answering(answers: Partial<SourcesApi> = {}): SourcesApi {
  return {
    me: () => Promise.resolve({ person: { name: 'Ada', email: 'ada@example.org' } }),
    sources: () => Promise.resolve([SOURCE]),
    kinds: () => Promise.resolve([POSTGRESQL, DUCKDB]),
    catalog: () => Promise.resolve(CATALOG),
    add: () => Promise.resolve(SOURCE),
    changeOutputs: () => Promise.resolve(SOURCE),
    remove: () => Promise.resolve(),
    test: () => Promise.resolve(REPORT),
    testDraft: () => Promise.resolve(REPORT),
    ...answers,
  };
}

export function signedOut(): Promise<never> {
  return Promise.reject(new ApiError(problem('not_signed_in'), true));
}

export function refused(given: Problem): Promise<never> {
  return Promise.reject(new ApiError(given));
}
