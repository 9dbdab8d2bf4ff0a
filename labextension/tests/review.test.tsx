// @vitest-environment jsdom
import * as React from 'react';
import { act } from 'react';
import { expect, test, vi } from 'vitest';

import type { SavedQueriesApi, SharingApi } from '../src/api/sharing-client';
import type { Grant } from '../src/api/sharing-messages';
import { NEW_REVIEW, reviewed } from '../src/model/review';
import { SharingModel } from '../src/model/sharing';
import { SourcesModel } from '../src/model/sources';
import { ReviewView } from '../src/review/review-view';
import { openedPage } from './page';
import { answering, problem, refused, signedOut } from './parts';
import { GRANT, sharingAnswers } from './sharing-parts';

const page = openedPage();

const OTHER: Grant = {
  ...GRANT,
  id: 'grant-2',
  source: 'lake',
  since: '2026-10-01T10:00:00Z',
  until: null,
  usage: { times: 0, last: null, rows: 0 },
  flags: ['unused'],
};

async function show(
  answers: Partial<SharingApi & SavedQueriesApi> = {},
): Promise<{ model: SharingModel; did: string[] }> {
  const did: string[] = [];
  const sources = new SourcesModel(answering());
  await sources.refresh();
  const given = (): Promise<readonly Grant[]> => Promise.resolve([GRANT, OTHER]);
  const model = new SharingModel(sharingAnswers({ given, ...answers }), sources);
  const actions = {
    change: (grant: Grant) => void did.push(`change ${grant.id}`),
    shareAgain: (grant: Grant) => void did.push(`again ${grant.id}`),
    viewAs: (grant: Grant) => void did.push(`view ${grant.id}`),
    confirmAll: () => Promise.resolve(true),
  };
  await page.show(<ReviewView model={model} search="" actions={actions} />);
  return { model, did };
}

function rows(): string[] {
  return [...page.host.querySelectorAll<HTMLElement>('[data-grant]')].map(
    row => row.dataset['grant'] ?? '',
  );
}

test('a grant is shown with who, what, since, until, last used, how often and rows', async () => {
  await show();
  const [line] = page.host.querySelectorAll('[data-grant] tr');
  const text = line?.textContent ?? '';
  for (const part of [
    'Ben',
    'warehouse',
    'See its tables and write queries',
    '1 Nov 2026',
    '1 Dec 2026',
    '20 Nov 2026',
    '3',
    '1,204',
  ]) {
    expect(text).toContain(part);
  }
});

test('grants are found, filtered by their flags, and sorted', () => {
  const grants = [GRANT, OTHER];
  const ids = (change: object): string[] =>
    reviewed(grants, { ...NEW_REVIEW, ...change }).map(grant => grant.id);
  expect(ids({ search: 'BEN lake' })).toEqual(['grant-2']);
  expect(ids({ search: 'note null' })).toEqual(['grant-1', 'grant-2']);
  expect(ids({ attention: 'attention' })).toEqual(['grant-2']);
  expect(ids({ attention: 'expiring' })).toEqual([]);
  expect(ids({ sort: 'until', isDescending: true })).toEqual(['grant-2', 'grant-1']);
  expect(ids({ sort: 'rows', isDescending: false })).toEqual(['grant-2', 'grant-1']);
});

test('one click takes a grant back, and says what that stopped', async () => {
  const revoked: string[] = [];
  let grants: readonly Grant[] = [GRANT, OTHER];
  await show({
    given: () => Promise.resolve(grants),
    revoke: id => {
      revoked.push(id);
      grants = [OTHER];
      return Promise.resolve({ grants: 1, queries: 1 });
    },
  });
  await page.click('Revoke: Ben (ben@example.org), warehouse');
  expect(revoked).toEqual([GRANT.id]);
  expect(rows()).toEqual([OTHER.id]);
  const told = page.host.querySelector('[aria-live=assertive]')?.textContent;
  expect(told).toContain('warehouse is taken back from Ben (ben@example.org).');
  expect(told).toContain('One running query was stopped.');
});

test('a double click takes one grant back, not the next one that moves up as well', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const revoked: string[] = [];
  await show({
    revoke: id =>
      Promise.resolve({ grants: 1, queries: 0 }).finally(() => revoked.push(id)),
  });
  await page.click('Revoke: Ben (ben@example.org), warehouse');
  await page.click('Revoke: Ben (ben@example.org), lake');
  expect(revoked).toEqual([GRANT.id]);
  vi.setSystemTime(Date.now() + 1_000);
  await page.click('Revoke: Ben (ben@example.org), lake');
  expect(revoked).toEqual([GRANT.id, OTHER.id]);
  vi.useRealTimers();
});

test('what could not be taken back is said, and stays in the list', async () => {
  await show({ revoke: () => refused(problem('broker_unavailable')) });
  await page.click('Revoke: Ben (ben@example.org), warehouse');
  expect(page.text).toContain('What was wrong.');
  expect(rows()).toHaveLength(2);
});

test('everything of a person is taken back at once', async () => {
  const asked: unknown[] = [];
  await show({
    revokeAll: recipient => {
      asked.push(recipient);
      return Promise.resolve({ grants: 2, queries: 0 });
    },
  });
  await page.click('Details of Ben (ben@example.org), warehouse');
  await page.click('Revoke all 2 of ben@example.org…');
  expect(asked).toEqual([{ kind: 'person', name: 'ben@example.org' }]);
});

test('what was fetched is listed for the grant', async () => {
  const use = {
    grants: [GRANT.id],
    at: '2026-11-20T10:00:00Z',
    person: { name: 'Ben', email: '' },
    action: 'source:query',
    outcome: 'ok',
    reasons: [],
    savedQuery: null,
    columns: ['id', 'note'],
    rows: 42,
    seconds: 1,
  };
  await show({
    uses: () => Promise.resolve([use, { ...use, grants: ['another'], rows: 777 }]),
  });
  await page.click('Details of Ben (ben@example.org), warehouse');
  await page.click('What was fetched');
  const uses = page.host.querySelector('.jp-datawisp-Uses')?.textContent ?? '';
  expect(uses).toContain('id, note');
  expect(uses).toContain('42');
  expect(uses).not.toContain('777');
});

test('change and view-as lead on', async () => {
  const { did } = await show();
  await page.click('Details of Ben (ben@example.org), warehouse');
  await page.click('Change…');
  await page.click('View as Ben');
  expect(did).toEqual(['change grant-1', 'view grant-1']);
});

test('what was received can be given back', async () => {
  const received = { ...GRANT, mine: false };
  const revoked: string[] = [];
  await show({
    received: () => Promise.resolve([received]),
    revoke: id =>
      Promise.resolve({ grants: 1, queries: 0 }).finally(() => revoked.push(id)),
  });
  await page.click('Given to you (1)', 'input');
  await page.click('Give back: Ada, warehouse');
  expect(revoked).toEqual([GRANT.id]);
  expect(page.text).toContain('You gave warehouse back.');
});

test('who is signed out sees nothing of it any more', async () => {
  const { model } = await show();
  await act(() => expect(model.guard(signedOut())).rejects.toThrow());
  expect(model.given).toEqual({ status: 'waiting' });
});

test('the review and its model let go of what they listened to', async () => {
  const { model } = await show();
  const disconnected = vi.spyOn(model.changed, 'disconnect');
  const fromSources = vi.spyOn(model.sources.changed, 'disconnect');
  await page.show(null);
  expect(disconnected).toHaveBeenCalledTimes(1);
  expect(fromSources).toHaveBeenCalledTimes(1);
  model.dispose();
  expect(fromSources).toHaveBeenCalledTimes(2);
});
