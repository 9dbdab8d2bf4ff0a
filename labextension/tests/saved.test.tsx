// @vitest-environment jsdom
import * as React from 'react';
import { expect, test } from 'vitest';

import type { SavedQueriesApi, SharingApi } from '../src/api/sharing-client';
import type { SavedQuery, SavedQueryDraft } from '../src/api/saved-messages';
import type { Source } from '../src/api/messages';
import {
  newParameter,
  NEW_SAVED,
  runCell,
  savedDraftOf,
  savedFaults,
  savedFormOf,
  undescribed,
} from '../src/model/saved-draft';
import { SharingModel } from '../src/model/sharing';
import { SourcesModel } from '../src/model/sources';
import { SavedView } from '../src/saved/saved-view';
import { CONTROLS, nameOf, openedPage } from './page';
import { answering, problem, refused, SOURCE } from './parts';
import { SAVED, sharingAnswers } from './sharing-parts';

const page = openedPage();

async function show(
  answers: Partial<SharingApi & SavedQueriesApi> = {},
  source: Source = SOURCE,
): Promise<SavedQuery[]> {
  const ran: SavedQuery[] = [];
  const model = new SharingModel(sharingAnswers(answers), new SourcesModel(answering()));
  await page.show(
    <SavedView
      model={model}
      source={source}
      onRun={saved => ran.push(saved)}
      confirmRemoval={() => Promise.resolve(true)}
    />,
  );
  return ran;
}

test('a saved query comes back from its form as it was', () => {
  expect(savedDraftOf(savedFormOf(SAVED))).toEqual({
    name: 'weekly',
    description: 'Orders of a week',
    sql: SAVED.sql,
    show_sql: true,
    parameters: [
      {
        name: 'region',
        type: 'text',
        description: '',
        many: false,
        optional: false,
        default: { type: 'str', text: 'EU' },
        minimum: null,
        maximum: null,
        choices: [
          { type: 'str', text: 'EU' },
          { type: 'str', text: 'US' },
        ],
        choices_sql: null,
      },
    ],
  });
});

test('values are held against their type before anything is sent', () => {
  const parameters = [
    { ...newParameter('a'), type: 'integer' as const, default: '1, 2', many: true },
    { ...newParameter('b'), type: 'date' as const, minimum: 'tomorrow' },
    { ...newParameter('c'), type: 'boolean' as const, default: 'yes' },
  ];
  const form = { ...NEW_SAVED, name: 'x', sql: 'SELECT 1', parameters };
  expect(Object.keys(savedFaults(form))).toEqual([
    'parameters.1.minimum',
    'parameters.2.default',
  ]);
  expect(Object.keys(savedFaults(NEW_SAVED))).toEqual(['name', 'sql']);
});

test('parameters that are not described yet are found, casts and texts are not', () => {
  const sql = "SELECT ':no', a::int FROM t -- :nor\n WHERE b = :yes AND c = :claims.region";
  expect(undescribed({ ...NEW_SAVED, sql })).toEqual(['yes']);
  const parameters = [newParameter('yes')];
  expect(undescribed({ ...NEW_SAVED, sql, parameters })).toEqual([]);
});

test('a cell that runs it has its values filled in', () => {
  const [rule] = SAVED.parameters;
  if (rule === undefined) {
    throw new Error('there is no parameter');
  }
  expect(runCell(SAVED)).toBe('%datawisp run warehouse/weekly region=EU');
  const parameters = [
    { ...rule, name: 'city', default: ['New York'], choices: [] },
    { ...rule, name: 'ids', many: true, default: ['1', '2'] },
    { ...rule, name: 'left_out', optional: true, default: null },
  ];
  expect(runCell({ ...SAVED, parameters })).toBe(
    "%datawisp run warehouse/weekly city='New York' ids=1,2",
  );
});

test('one is looked at, and put into a cell', async () => {
  const ran = await show({
    savedQueries: () => Promise.resolve([{ ...SAVED, problem: 'There is no table t.' }]),
  });
  expect(page.text).toContain('does not run');
  await page.click('weeklydoes not runOrders of a week');
  expect(page.text).toContain('Text; EU by default; one of EU, US');
  expect(page.text).toContain('There is no table t.');
  await page.click('Insert a cell that runs it');
  expect(ran.map(saved => saved.name)).toEqual(['weekly']);
});

test('who does not own the source runs it, and changes nothing', async () => {
  const theirs = { ...SAVED, sql: null };
  await show({ savedQueries: () => Promise.resolve([theirs]) }, { ...SOURCE, mine: false });
  await page.click('weeklyOrders of a week');
  const buttons = [...page.host.querySelectorAll('button')].map(nameOf);
  expect(buttons).toEqual(['weeklyOrders of a week', 'Insert a cell that runs it']);
  expect(page.text).not.toContain('Statement');
});

test('a new one is written, its parameters offered, and the broker’s faults shown', async () => {
  const drafts: SavedQueryDraft[] = [];
  const fields = { 'parameters.0': 'The default is smaller than the minimum.' };
  await show({
    save: (_source, draft) => {
      drafts.push(draft);
      return drafts.length === 1
        ? refused(problem('request_invalid', { fields }))
        : Promise.resolve(SAVED);
    },
  });
  await page.click('New');
  await page.type('Name', 'weekly');
  await page.type('Statement', 'SELECT * FROM t WHERE n > :least');
  await page.click('Describe :least');
  await page.choose('Type', 'integer');
  await page.type('Default', '1');
  for (const node of page.host.querySelectorAll<HTMLElement>(CONTROLS)) {
    expect(nameOf(node), node.outerHTML).not.toBe('');
  }
  await page.click('Save');
  expect(page.text).toContain('The default is smaller than the minimum.');
  await page.click('Save');
  expect(drafts[1]?.parameters).toMatchObject([
    { name: 'least', type: 'integer', default: { type: 'int', text: '1' } },
  ]);
  expect(page.text).toContain('Version 2, saved by Ada');
});

test('an edit is a new version, and the name stays', async () => {
  await show();
  await page.click('weeklyOrders of a week');
  await page.click('Edit');
  expect(page.text).toContain('Save as version 3');
});

test('what is deleted is gone from the list', async () => {
  let all: readonly SavedQuery[] = [SAVED];
  await show({
    savedQueries: () => Promise.resolve(all),
    removeSaved: () => {
      all = [];
      return Promise.resolve();
    },
  });
  await page.click('weeklyOrders of a week');
  await page.click('Delete…');
  expect(page.text).toContain('None yet.');
});

test('former versions can be read', async () => {
  await show({
    versions: () => Promise.resolve([SAVED, { ...SAVED, version: 1, sql: 'SELECT old' }]),
  });
  await page.click('weeklyOrders of a week');
  await page.click('Versions');
  expect(page.text).toContain('SELECT old');
});
