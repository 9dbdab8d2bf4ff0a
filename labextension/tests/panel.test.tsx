// @vitest-environment jsdom
import { CommandRegistry } from '@lumino/commands';
import * as React from 'react';
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import type { SourcesApi } from '../src/api/client';
import type { Grant } from '../src/api/sharing-messages';
import { Command } from '../src/commands';
import { AddForm } from '../src/editor/add-form';
import { SharingModel } from '../src/model/sharing';
import { SourcesModel } from '../src/model/sources';
import { PanelView } from '../src/sidebar/panel-view';
import { GRANT, sharingAnswers } from './sharing-parts';
import {
  answering,
  DUCKDB,
  POSTGRESQL,
  problem,
  refused,
  signedOut,
  SOURCE,
} from './parts';

let root: Root;
let host: HTMLElement;

beforeEach(() => {
  host = document.createElement('div');
  document.body.append(host);
  root = createRoot(host);
});

afterEach(() => {
  act(() => {
    root.unmount();
  });
  host.remove();
});

async function showPanel(
  answers: SourcesApi,
  grants: readonly Grant[] = [],
): Promise<{ model: SourcesModel; ran: string[] }> {
  const model = new SourcesModel(answers);
  const commands = new CommandRegistry();
  const ran: string[] = [];
  for (const id of Object.values(Command)) {
    commands.addCommand(id, {
      execute: args => void ran.push(`${id} ${JSON.stringify(args)}`),
    });
  }
  await act(async () => {
    const given = (): Promise<readonly Grant[]> => Promise.resolve(grants);
    const sharing = new SharingModel(sharingAnswers({ given }), model);
    root.render(<PanelView model={model} sharing={sharing} commands={commands} />);
    await model.refresh();
  });
  return { model, ran };
}

function items(): HTMLElement[] {
  return [...host.querySelectorAll<HTMLElement>('[role=treeitem]')];
}

async function press(key: string): Promise<void> {
  await act(async () => {
    document.activeElement?.dispatchEvent(
      new KeyboardEvent('keydown', { key, bubbles: true }),
    );
    await Promise.resolve();
  });
}

test('the panel shows who is signed in, and their sources', async () => {
  await showPanel(answering());
  expect(host.textContent).toContain('Ada');
  expect(items().map(item => item.getAttribute('aria-label'))).toEqual([
    'warehouse, PostgreSQL',
  ]);
});

test('an own source says with how many it is shared, and can be shared', async () => {
  const { ran } = await showPanel(answering(), [GRANT, { ...GRANT, id: 'other' }]);
  const name = 'Share warehouse, shared with 1';
  host.querySelector<HTMLButtonElement>(`[aria-label="${name}"]`)?.click();
  expect(ran).toEqual([`${Command.share} {"source":"${SOURCE.id}"}`]);
});

test('somebody else’s source says whose it is', async () => {
  const shared = { ...SOURCE, mine: false, owner: { name: 'Ben', email: '' } };
  await showPanel(answering({ sources: () => Promise.resolve([shared]) }));
  expect(host.textContent).toContain('from Ben');
});

test('without sources there is a way to add the first', async () => {
  const { ran } = await showPanel(answering({ sources: () => Promise.resolve([]) }));
  expect(host.textContent).toContain('No data sources yet');
  host.querySelector<HTMLButtonElement>('.jp-datawisp-State button')?.click();
  expect(ran).toEqual([`${Command.add} {}`]);
});

test('signed out, nothing of the sources is left in the page', async () => {
  await showPanel(answering({ me: signedOut }));
  expect(host.textContent).toContain('Sign in again');
  expect(host.textContent).not.toContain('warehouse');
});

test('when the broker is down the panel says so and can try again', async () => {
  const answers = answering({
    sources: () =>
      refused(problem('broker_unavailable', { detail: 'It does not answer.' })),
  });
  await showPanel(answers);
  expect(host.querySelector('[role=alert]')?.textContent).toContain('It does not answer.');
  answers.sources = () => Promise.resolve([SOURCE]);
  await act(async () => {
    host.querySelector('button')?.click();
    await Promise.resolve();
  });
  expect(items()).toHaveLength(1);
});

test('the tree opens to tables and columns by keyboard alone', async () => {
  await showPanel(answering());
  items()[0]?.focus();
  await press('ArrowRight');
  await press('ArrowDown');
  await press('ArrowRight');
  expect(items().map(item => item.getAttribute('aria-level'))).toEqual([
    '1',
    '2',
    '3',
    '3',
    '2',
  ]);
  expect(host.textContent).toContain('bigint, not null');
  await press('End');
  expect(document.activeElement?.getAttribute('aria-label')).toBe('sales.Targets, view');
  await press('ArrowLeft');
  expect(document.activeElement?.getAttribute('aria-label')).toBe('warehouse, PostgreSQL');
  await press('ArrowLeft');
  expect(items()).toHaveLength(1);
});

test('who may only run saved queries is led to them, and no tables are asked for', async () => {
  const asked: string[] = [];
  const { ran } = await showPanel(
    answering({
      sources: () =>
        Promise.resolve([
          { ...SOURCE, mine: false, actions: ['source:find', 'source:run'] },
        ]),
      catalog: id => refused(problem('access_denied')).finally(() => asked.push(id)),
    }),
  );
  items()[0]?.focus();
  await press('ArrowRight');
  expect(host.textContent).toContain('You can run saved queries of it.');
  host.querySelector<HTMLButtonElement>('[role=status] button')?.click();
  expect(ran).toEqual([`${Command.savedQueries} {"source":"${SOURCE.id}"}`]);
  expect(asked).toEqual([]);
});

test('one line of the tree is in the order of the Tab key', async () => {
  await showPanel(answering());
  items()[0]?.focus();
  await press('Enter');
  expect(items().filter(item => item.tabIndex === 0)).toHaveLength(1);
});

test('tables that cannot be had say why and can be asked for again', async () => {
  const answers = answering({ catalog: () => refused(problem('source_unreachable')) });
  const { model } = await showPanel(answers);
  await act(async () => {
    items()[0]?.querySelector<HTMLElement>('.jp-datawisp-Row')?.click();
    await Promise.resolve();
  });
  expect(host.querySelector('[role=alert]')?.textContent).toContain('What was wrong.');
  Object.assign(answers, answering());
  await act(() => model.loadCatalog(SOURCE.id));
  expect(items()).toHaveLength(3);
});

test('every button has a name', async () => {
  await showPanel(answering());
  for (const button of host.querySelectorAll('button')) {
    expect(button.getAttribute('aria-label') ?? button.textContent).not.toBe('');
  }
});

test('a test of a source answers below its line', async () => {
  const { model } = await showPanel(answering());
  await act(() => model.runTest(SOURCE.id));
  expect(host.textContent).toContain('PostgreSQL 15.8 · encryption: TLSv1.3 · 2 tables');
});

test('the panel listens to its model while it is shown, and no longer', () => {
  const model = new SourcesModel(answering());
  const connect = vi.spyOn(model.changed, 'connect');
  const disconnect = vi.spyOn(model.changed, 'disconnect');
  const sharing = new SharingModel(sharingAnswers(), new SourcesModel(answering()));
  act(() => {
    root.render(
      <PanelView model={model} sharing={sharing} commands={new CommandRegistry()} />,
    );
  });
  expect(connect).toHaveBeenCalledTimes(1);
  act(() => {
    root.render(null);
  });
  expect(disconnect.mock.calls).toEqual(connect.mock.calls);
});

interface FormCalls {
  readonly added: string[];
}

async function showForm(answers: SourcesApi): Promise<FormCalls> {
  const calls: FormCalls = { added: [] };
  await act(async () => {
    root.render(
      <AddForm
        model={new SourcesModel(answers)}
        kinds={[POSTGRESQL, DUCKDB]}
        onAdded={source => calls.added.push(source.name)}
        onCancel={() => undefined}
      />,
    );
    await Promise.resolve();
  });
  return calls;
}

function input(name: string): HTMLInputElement {
  const found = host.querySelector<HTMLInputElement>(`[name=${name}]`);
  if (found === null) {
    throw new Error(`there is no ${name}`);
  }
  return found;
}

function type(name: string, value: string): void {
  act(() => {
    const setter = Object.getOwnPropertyDescriptor(
      HTMLInputElement.prototype,
      'value',
    )?.set;
    setter?.call(input(name), value);
    input(name).dispatchEvent(new Event('input', { bubbles: true }));
  });
}

async function submit(): Promise<void> {
  await act(async () => {
    host.querySelector<HTMLButtonElement>('button[type=submit]')?.click();
    await Promise.resolve();
  });
}

async function fill(): Promise<void> {
  for (const name of ['name', 'host', 'database', 'user', 'password']) {
    type(name, name === 'password' ? 's3cret' : name);
  }
  await Promise.resolve();
}

test('an empty form sends nothing, says what is missing and goes to the first', async () => {
  let asked = 0;
  await showForm(answering({ add: () => Promise.resolve(SOURCE).finally(() => asked++) }));
  await submit();
  expect(asked).toBe(0);
  expect(document.activeElement).toBe(input('name'));
  const invalid = host.querySelectorAll('[aria-invalid=true]');
  expect([...invalid].map(node => node.getAttribute('name'))).toEqual([
    'name',
    'host',
    'database',
    'user',
  ]);
  const described = input('host').getAttribute('aria-describedby')?.split(' ') ?? [];
  const words = described.map(id => document.getElementById(id)?.textContent).join(' ');
  expect(words).toContain('This is needed.');
});

test('what the broker says of a field stands at the field, the rest below', async () => {
  const fields = { password: 'The server refused this.', strange: 'Odd.' };
  await showForm(
    answering({
      add: () => refused(problem('source_credentials', { fields, hint: 'Ask.' })),
    }),
  );
  await fill();
  await submit();
  expect(input('password').getAttribute('aria-invalid')).toBe('true');
  expect(document.activeElement).toBe(input('password'));
  const outcome = host.querySelector('[aria-live=polite]')?.textContent ?? '';
  expect(outcome).toContain('What was wrong.');
  expect(outcome).toContain('Ask.');
  expect(outcome).toContain('strange: Odd.');
});

test('the password is sent, is not shown, and is gone once the source is there', async () => {
  const sent: unknown[] = [];
  const calls = await showForm(
    answering({
      add: draft => {
        sent.push(draft.secrets);
        return Promise.resolve(SOURCE);
      },
    }),
  );
  await fill();
  expect(input('password').type).toBe('password');
  expect(input('password').autocomplete).toBe('off');
  await submit();
  expect(sent).toEqual([{ password: 's3cret' }]);
  expect(calls.added).toEqual(['warehouse']);
  expect(input('password').value).toBe('');
});

test('a test of the connection tells the real answer', async () => {
  await showForm(answering());
  await fill();
  const button = [...host.querySelectorAll('button')].find(
    one => one.textContent === 'Test connection',
  );
  await act(async () => {
    button?.click();
    await Promise.resolve();
  });
  const outcome = host.querySelector('[aria-live=polite]')?.textContent;
  expect(outcome).toContain('The connection works.');
  expect(outcome).toContain('encryption: TLSv1.3');
});

test('a change after a test makes its answer old', async () => {
  await showForm(answering());
  await fill();
  await submit();
  type('host', 'elsewhere');
  expect(host.querySelector('[aria-live=polite]')?.textContent).toBe('');
});

test('another kind has its own fields', async () => {
  await showForm(answering());
  act(() => {
    host.querySelector<HTMLInputElement>('input[value=duckdb]')?.click();
  });
  expect(host.querySelector('[name=password]')).toBeNull();
  expect(input('path')).not.toBeNull();
});
