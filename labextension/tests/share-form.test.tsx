// @vitest-environment jsdom
import * as React from 'react';
import { act } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import type { SavedQueriesApi, SharingApi } from '../src/api/sharing-client';
import type { Grant, GrantDraft } from '../src/api/sharing-messages';
import { SharingModel } from '../src/model/sharing';
import { SourcesModel } from '../src/model/sources';
import { ShareForm } from '../src/share/share-form';
import { CONTROLS, nameOf, openedPage } from './page';
import { answering, CATALOG, problem, refused, SOURCE } from './parts';
import { GRANT, PREVIEW, sharingAnswers } from './sharing-parts';

const page = openedPage();

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

async function show(
  answers: Partial<SharingApi & SavedQueriesApi> = {},
  grant?: Grant,
): Promise<Grant[]> {
  const done: Grant[] = [];
  const model = new SharingModel(sharingAnswers(answers), new SourcesModel(answering()));
  await page.show(
    <ShareForm
      model={model}
      source={SOURCE}
      catalog={CATALOG}
      grant={grant}
      onDone={given => done.push(given)}
      onCancel={() => undefined}
    />,
  );
  return done;
}

async function fill(): Promise<void> {
  await page.type('E-mail address', 'ben@example.org');
  await page.click('orders', 'input');
}

async function wait(): Promise<void> {
  await act(() => vi.advanceTimersByTimeAsync(500));
}

test('an empty form sends nothing and goes to what is missing', async () => {
  let sent = 0;
  await show({ share: () => Promise.resolve(GRANT).finally(() => sent++) });
  await page.click('Share');
  expect(sent).toBe(0);
  expect(document.activeElement?.getAttribute('name')).toBe('recipient');
  expect(page.text).toContain('Type the e-mail address');
  expect(page.text).toContain('Choose the tables');
});

test('what was filled in is what is sent', async () => {
  const drafts: GrantDraft[] = [];
  const done = await show({
    share: (_source, draft) => {
      drafts.push(draft);
      return Promise.resolve(GRANT);
    },
  });
  await fill();
  await page.click('Columns and rows of orders');
  await page.choose('How note is shared', 'null');
  await page.type('Only rows where', 'id = 1');
  await page.type('Note', 'why');
  await page.click('Share');
  expect(done).toEqual([GRANT]);
  expect(drafts).toMatchObject([
    {
      recipient: { kind: 'person', name: 'ben@example.org' },
      effect: 'allow',
      actions: ['source:see', 'source:query'],
      tables: [
        {
          pattern: 'public.orders',
          columns: null,
          masks: [{ column: 'note', kind: 'null' }],
          row_filter: 'id = 1',
        },
      ],
      note: 'why',
      accept: [],
    },
  ]);
});

test('before anything is shared one sees what they will see', async () => {
  await show({
    preview: () =>
      Promise.resolve({ ...PREVIEW, confirmations: { mask_on_key: 'It is a key.' } }),
  });
  await fill();
  expect(page.text).toContain('Looking…');
  await wait();
  const aside = page.named('aside', 'What they will see').textContent;
  expect(aside).toContain('public.orders');
  expect(aside).toContain('always empty');
  expect(aside).toContain('id > 1');
  expect(aside).toContain('It is a key.');
});

test('a filter that cannot be used is told while it is typed, at its field', async () => {
  const fields = { 'tables.0.row_filter': 'There is no column x.' };
  await show({ preview: () => refused(problem('request_invalid', { fields })) });
  await page.click('orders', 'input');
  await page.click('Columns and rows of orders');
  await page.type('Only rows where', 'x = 1');
  await wait();
  const filter = page.named('textarea', 'Only rows where');
  expect(filter.getAttribute('aria-invalid')).toBe('true');
  const described = filter.getAttribute('aria-describedby')?.split(' ') ?? [];
  const words = described.map(id => document.getElementById(id)?.textContent).join(' ');
  expect(words).toContain('There is no column x.');
});

test('a recipient who is typed half is no fault yet', async () => {
  const fields = { recipient: 'This is not an e-mail address.' };
  await show({ preview: () => refused(problem('request_invalid', { fields })) });
  await fill();
  await wait();
  expect(page.text).not.toContain('This is not an e-mail address.');
});

test('what must be meant is asked about, and is sent once it is', async () => {
  const accepted: string[][] = [];
  const fields = { filter_true_for_all: 'The filter keeps every row.' };
  const done = await show({
    share: (_source, draft) => {
      accepted.push([...draft.accept]);
      return accepted.length === 1
        ? refused(problem('confirmation_needed', { fields }))
        : Promise.resolve(GRANT);
    },
  });
  await fill();
  await page.click('Share');
  const dialog = page.named('[role=alertdialog]', 'Please confirm');
  expect(dialog.textContent).toContain('The filter keeps every row.');
  expect(dialog.textContent).toContain('Shall they see every row?');
  expect(document.activeElement).toBe(dialog);
  await page.click('Yes, share it');
  expect(accepted).toEqual([[], ['filter_true_for_all']]);
  expect(done).toEqual([GRANT]);
});

test('a grant is changed with the same form, and stays with its recipient', async () => {
  const changed: string[] = [];
  await show(
    { change: id => Promise.resolve(GRANT).finally(() => changed.push(id)) },
    GRANT,
  );
  expect(page.text).toContain('What Ben (ben@example.org) has of warehouse');
  expect(page.input('E-mail address').readOnly).toBe(true);
  await page.click('Save changes');
  expect(changed).toEqual([GRANT.id]);
});

test('a denial takes columns away', async () => {
  const drafts: GrantDraft[] = [];
  await show({
    share: (_source, draft) => {
      drafts.push(draft);
      return Promise.resolve(GRANT);
    },
  });
  await page.click('Deny access', 'input');
  await fill();
  await page.click('Columns and rows of orders');
  await page.click('note', 'input');
  await page.click('Deny');
  expect(drafts).toMatchObject([
    { effect: 'deny', tables: [{ pattern: 'public.orders', columns: ['note'] }] },
  ]);
});

test('tables are found by their columns, and all that are found can be ticked', async () => {
  await show();
  await page.type('Find tables and columns', 'note');
  expect(page.host.querySelectorAll('.jp-datawisp-Tick-open')).toHaveLength(1);
  await page.click('Tick the 1 found');
  expect(page.input('orders').checked).toBe(true);
});

test('a pattern is added and left out again', async () => {
  await show();
  await page.type('Pattern of table names', 'sales.*_eu');
  await page.click('Add pattern');
  expect(page.text).toContain('sales.*_eu');
  await page.click('Leave out sales.*_eu');
  expect(page.text).not.toContain('sales.*_eu');
});

test('every control has a name', async () => {
  await show({}, { ...GRANT, actions: [...GRANT.actions, 'source:run'] });
  for (const node of page.host.querySelectorAll<HTMLElement>(CONTROLS)) {
    expect(nameOf(node), node.outerHTML).not.toBe('');
  }
});
