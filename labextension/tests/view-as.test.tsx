// @vitest-environment jsdom
import * as React from 'react';
import { expect, test } from 'vitest';

import type { SavedQueriesApi, SharingApi } from '../src/api/sharing-client';
import type { ViewAsRequest } from '../src/api/sharing-messages';
import { SharingModel } from '../src/model/sharing';
import { SourcesModel } from '../src/model/sources';
import { ViewAsView } from '../src/review/view-as';
import { openedPage } from './page';
import { answering, problem, refused, SOURCE } from './parts';
import { sharingAnswers, VIEW } from './sharing-parts';

const page = openedPage();

async function show(
  answers: Partial<SharingApi & SavedQueriesApi> = {},
  name = 'ben@example.org',
): Promise<ViewAsRequest[]> {
  const asked: ViewAsRequest[] = [];
  const viewAs: SharingApi['viewAs'] = (source, request, signal) => {
    asked.push(request);
    return answers.viewAs?.(source, request, signal) ?? Promise.resolve(VIEW);
  };
  const model = new SharingModel(
    sharingAnswers({ ...answers, viewAs }),
    new SourcesModel(answering()),
  );
  await page.show(
    <ViewAsView model={model} source={SOURCE} initial={{ kind: 'person', name }} />,
  );
  return asked;
}

test('opened for somebody, it shows at once what they see and may do', async () => {
  const asked = await show();
  expect(asked).toEqual([{ email: 'ben@example.org', claims: {}, parameters: {} }]);
  expect(page.text).toContain('public.orders');
  expect(page.text).toContain('always empty');
  expect(page.text).toContain('Only rows where id > 1');
  expect(page.text).toContain('Write queries');
  expect(page.text).toContain('no grant names this');
  expect(page.text).toContain('action_not_granted');
});

test('a group, its claims and a statement are asked about together', async () => {
  const sql = 'SELECT id FROM fenced';
  const asked = await show({ viewAs: () => Promise.resolve({ ...VIEW, sql }) }, '');
  expect(asked).toEqual([]);
  await page.click('A group', 'input');
  await page.type('Name of the group', 'analysts');
  await page.type('One a line', 'region = EU\nnothing');
  await page.type('A statement that they might write', 'SELECT id FROM orders');
  await page.click('Look');
  expect(asked).toEqual([
    {
      groups: ['analysts'],
      claims: { region: 'EU' },
      parameters: {},
      sql: 'SELECT id FROM orders',
    },
  ]);
  expect(page.text).toContain('What would run');
  expect(page.text).toContain(sql);
});

test('a statement that would be refused says why, with its codes', async () => {
  const refusal = {
    code: 'statement_refused',
    message: 'The column is masked.',
    reasons: ['column_masked'],
  };
  await show({ viewAs: () => Promise.resolve({ ...VIEW, refusal }) });
  await page.type('A statement that they might write', 'SELECT note || 1 FROM orders');
  await page.click('Look');
  expect(page.text).toContain('It would be refused.');
  expect(page.text).toContain('The column is masked.');
  expect(page.text).toContain('column_masked');
});

test('a fault of the address stands at its field', async () => {
  const fields = { email: 'This is not an e-mail address.' };
  await show({ viewAs: () => refused(problem('request_invalid', { fields })) });
  expect(page.input('E-mail address').getAttribute('aria-invalid')).toBe('true');
  expect(page.text).toContain('This is not an e-mail address.');
});
