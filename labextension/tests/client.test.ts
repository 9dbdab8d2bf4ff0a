// @vitest-environment jsdom
import { ServerConnection } from '@jupyterlab/services';
import { expect, test } from 'vitest';

import { ApiClient, ApiError, isAbort, signInUrl } from '../src/api/client';
import { draftOf } from '../src/model/draft';
import { POSTGRESQL } from './parts';

function clientOf(answer: () => Response | Promise<Response>): {
  client: ApiClient;
  seen: Request[];
} {
  const seen: Request[] = [];
  const settings = ServerConnection.makeSettings({
    baseUrl: 'http://server/base/',
    fetch: (input, init) => {
      seen.push(new Request(input, init));
      return Promise.resolve(answer());
    },
  });
  return { client: new ApiClient(settings), seen };
}

function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status });
}

async function errorOf(asked: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiError)) {
    throw new Error('no ApiError was raised');
  }
  return error;
}

test('asks below the base address of the server', async () => {
  const { client, seen } = clientOf(() => json({ connectors: [] }));
  expect(await client.sources()).toEqual([]);
  expect(seen[0]?.url).toContain('http://server/base/datawisp/api/v1/connectors');
});

test('an id cannot leave its place in the address', async () => {
  const { client, seen } = clientOf(() => new Response(null, { status: 204 }));
  await client.remove('../me');
  expect(seen[0]?.url).toContain('/connectors/..%2Fme');
  expect(seen[0]?.method).toBe('DELETE');
});

test('a draft is sent as JSON', async () => {
  const { client, seen } = clientOf(() =>
    json({ product: 'P', encryption: 'E', tables: 0, milliseconds: 1 }),
  );
  const draft = draftOf(
    { kind: POSTGRESQL, name: 'a', outline: 'shape', outputLevel: 'results', values: {} },
    {},
  );
  await client.testDraft(draft, new AbortController().signal);
  expect(await seen[0]?.text()).toBe(JSON.stringify(draft));
  expect(seen[0]?.headers.get('Content-Type')).toBe('application/json');
});

test('a problem is rebuilt with its fields', async () => {
  const body = { code: 'conflict', title: 'T', detail: 'D', fields: { name: 'taken' } };
  const { client } = clientOf(() => json(body, 409));
  const error = await errorOf(client.sources());
  expect(error.problem).toEqual({ ...body, hint: '' });
  expect(error.isSignedOut).toBe(false);
});

test.each([
  [401, { code: 'not_signed_in' }],
  [403, { message: 'Forbidden' }],
  [401, 'no json'],
])('status %i with %j means signed out', async (status, body) => {
  const { client } = clientOf(() => json(body, status));
  expect((await errorOf(client.me())).isSignedOut).toBe(true);
});

test('a refusal by policy does not mean signed out', async () => {
  const { client } = clientOf(() => json({ code: 'access_denied' }, 403));
  expect((await errorOf(client.sources())).isSignedOut).toBe(false);
});

test('a server that does not answer is named', async () => {
  const { client } = clientOf(() => Promise.reject(new TypeError('failed')));
  expect((await errorOf(client.sources())).problem.code).toBe('server_unreachable');
});

test('an answer of another form is named, not believed', async () => {
  const { client } = clientOf(() => json({ connectors: [{ id: 1 }] }));
  expect((await errorOf(client.sources())).problem.code).toBe('answer_unreadable');
});

test('a request that is no longer wanted is told apart', () => {
  expect(isAbort(new DOMException('', 'AbortError'))).toBe(true);
  expect(isAbort(new Error('AbortError'))).toBe(false);
});

test('signing in comes back to the same page', () => {
  const location = { pathname: '/lab/tree/a b.ipynb', search: '?x=1' } as Location;
  expect(signInUrl(location)).toContain('next=%2Flab%2Ftree%2Fa%20b.ipynb%3Fx%3D1');
});
