/** Grants and views that several tests need, as the page holds them. */

import type { SavedQueriesApi, SharingApi } from '../src/api/sharing-client';
import type { SavedQuery } from '../src/api/saved-messages';
import type { Grant, Preview, ViewAs } from '../src/api/sharing-messages';
import { SOURCE } from './parts';

export const GRANT: Grant = {
  id: 'grant-1',
  sourceId: SOURCE.id,
  source: SOURCE.name,
  grantor: { name: 'Ada', email: 'ada@example.org' },
  mine: true,
  recipient: {
    kind: 'person',
    name: 'ben@example.org',
    person: { name: 'Ben', email: 'ben@example.org' },
  },
  effect: 'allow',
  actions: ['source:see', 'source:query'],
  tables: [
    {
      pattern: 'public.orders',
      columns: null,
      hidden: [],
      masks: [{ column: 'note', kind: 'null', constant: 'hidden', label: null }],
      rowFilter: 'id > 1',
    },
  ],
  savedQueries: null,
  rows: null,
  seconds: null,
  strength: { acr: [], amr: [], maxAgeSeconds: null },
  since: '2026-11-01T10:00:00Z',
  until: '2026-12-01T10:00:00Z',
  note: 'For the report',
  isSupport: false,
  usage: { times: 3, last: '2026-11-20T10:00:00Z', rows: 1204 },
  members: null,
  flags: [],
};

export const VIEW: ViewAs = {
  actions: ['source:find', 'source:see', 'source:query'],
  refusals: {
    'source:export': {
      code: 'access_denied',
      message: 'No.',
      reasons: ['action_not_granted'],
    },
  },
  tables: [
    {
      schema: 'public',
      name: 'orders',
      columns: [
        { name: 'id', type: 'bigint', mask: null },
        { name: 'note', type: 'text', mask: 'null' },
      ],
      rowFilter: 'id > 1',
    },
  ],
  rows: null,
  seconds: null,
  assumed: [],
  sql: null,
  refusal: null,
};

export const PREVIEW: Preview = { confirmations: {}, view: VIEW };

export const SAVED: SavedQuery = {
  sourceId: SOURCE.id,
  source: SOURCE.name,
  name: 'weekly',
  version: 2,
  description: 'Orders of a week',
  parameters: [
    {
      name: 'region',
      type: 'text',
      description: '',
      many: false,
      optional: false,
      default: ['EU'],
      minimum: null,
      maximum: null,
      choices: ['EU', 'US'],
      choicesSql: null,
    },
  ],
  sql: 'SELECT 1 WHERE :region = 1',
  showSql: true,
  savedBy: { name: 'Ada', email: 'ada@example.org' },
  savedAt: '2026-11-01T10:00:00Z',
  problem: null,
};

/** A broker that answers at once about sharing; every answer can be replaced. */
export function sharingAnswers(
  answers: Partial<SharingApi & SavedQueriesApi> = {},
): SharingApi & SavedQueriesApi {
  return {
    given: () => Promise.resolve([GRANT]),
    received: () => Promise.resolve([]),
    share: () => Promise.resolve(GRANT),
    preview: () => Promise.resolve(PREVIEW),
    change: () => Promise.resolve(GRANT),
    revoke: () => Promise.resolve({ grants: 1, queries: 0 }),
    revokeAll: () => Promise.resolve({ grants: 2, queries: 1 }),
    transfer: () => Promise.resolve(),
    support: () => Promise.resolve(GRANT),
    viewAs: () => Promise.resolve(VIEW),
    uses: () => Promise.resolve([]),
    banners: () => Promise.resolve([]),
    proposals: () => Promise.resolve([]),
    confirm: () => Promise.resolve(),
    decline: () => Promise.resolve(),
    savedQueries: () => Promise.resolve([SAVED]),
    versions: () => Promise.resolve([SAVED]),
    save: () => Promise.resolve(SAVED),
    removeSaved: () => Promise.resolve(),
    ...answers,
  };
}
