// @vitest-environment jsdom
import { MimeModel } from '@jupyterlab/rendermime';
import { Widget } from '@lumino/widgets';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { RESULT_MIME } from '../src/result/messages';
import { ResultRenderer } from '../src/result/renderer';
import { resultViews } from '../src/result/result-view';
import { tableTab } from '../src/result/table-tab';
import { FakeTable } from './fake-table';
import { FakeKernel, FakeSession, RID } from './kernel';

let listening = 0;

beforeEach(() => {
  listening = 0;
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  vi.spyOn(EventTarget.prototype, 'addEventListener').mockImplementation(function (
    this: EventTarget,
    ...args: Parameters<EventTarget['addEventListener']>
  ) {
    listening++;
    addEventListener.apply(this, args);
  });
  vi.spyOn(EventTarget.prototype, 'removeEventListener').mockImplementation(function (
    this: EventTarget,
    ...args: Parameters<EventTarget['removeEventListener']>
  ) {
    listening--;
    removeEventListener.apply(this, args);
  });
  // ag-grid only writes to the console when a part of it is missing.
  vi.spyOn(console, 'error').mockImplementation(words => {
    throw new Error(String(words));
  });
  // Everything in jsdom has size 0; the grid needs a window to show rows in.
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(282);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(800);
});

afterEach(() => {
  document.body.replaceChildren();
});

interface Shown {
  readonly renderer: ResultRenderer;
  readonly session: FakeSession;
  readonly ran: string[];
}

async function show(
  kernel: FakeKernel | null,
  data: unknown = { v: 1, rid: RID },
  session = new FakeSession(kernel),
): Promise<Shown> {
  const ran: string[] = [];
  const renderer = new ResultRenderer(
    {
      sessionContext: session.context,
      executed: session.executed,
      runCell: (_node, rid) => {
        ran.push(rid);
      },
    },
    new Map([['result', resultViews([tableTab])]]),
  );
  await renderer.renderModel(new MimeModel({ data: { [RESULT_MIME]: data as never } }));
  Widget.attach(renderer, document.body);
  return { renderer, session, ran };
}

async function rowsShown(): Promise<void> {
  await vi.waitFor(
    () => {
      expect(document.querySelector('[role=gridcell]')?.textContent).toBeTruthy();
    },
    // The grid has to be loaded first.
    { timeout: 4_000 },
  );
}

function texts(selector: string): string[] {
  return [...document.querySelectorAll(selector)].map(node => node.textContent);
}

test('rows of a living kernel are shown in a grid that says how large it is', async () => {
  await show(new FakeKernel());
  await rowsShown();
  const grid = document.querySelector('[role=grid]');
  expect(grid?.getAttribute('aria-rowcount')).toBe('1001');
  expect(grid?.getAttribute('aria-colcount')).toBe('3');
  expect(texts('[role=gridcell]').slice(0, 4)).toEqual(['0', 'NULL', '1', 'row 1']);
  expect(document.querySelector('.jp-datawisp-Bar')?.textContent).toContain('1,000 rows');
});

test('null looks apart from the text NULL', async () => {
  await show(new FakeKernel());
  await rowsShown();
  const cell = [...document.querySelectorAll('[role=gridcell]')][1];
  expect(cell?.classList.contains('jp-mod-null')).toBe(true);
});

test('only what is in sight is in the page', async () => {
  await show(new FakeKernel(1_000_000));
  await rowsShown();
  expect(document.querySelectorAll('[role=gridcell]').length).toBeLessThan(60);
});

test('keys that would be commands of the notebook stay in the grid', async () => {
  await show(new FakeKernel());
  await rowsShown();
  const seen: string[] = [];
  document.body.addEventListener('keydown', event => seen.push(event.key));
  const cell = document.querySelector('[role=gridcell]');
  cell?.dispatchEvent(new MouseEvent('mousedown', { bubbles: true }));
  for (const key of ['d', 'x', 'ArrowDown', 'Enter', 'Delete', 'Tab']) {
    cell?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  }
  expect(seen).toEqual(['Tab']);
});

test.each(['restarting', 'autorestarting', 'dead', 'terminating'] as const)(
  'no row stays in the page when the kernel is %s',
  async status => {
    const { session } = await show(new FakeKernel());
    await rowsShown();
    session.statusChanged.emit(status);
    expect(document.body.textContent).not.toContain('row 1');
    expect(document.querySelector('.jp-datawisp-Receipt')).not.toBeNull();
  },
);

test('a change of kernel looks for the rows in the new one', async () => {
  const { session } = await show(new FakeKernel());
  await rowsShown();
  const other = new FakeKernel();
  other.manner = 'gone';
  session.session = { kernel: other.connection };
  session.kernelChanged.emit({});
  await vi.waitFor(() => {
    expect(document.querySelector('.jp-datawisp-Receipt')).not.toBeNull();
  });
  expect(other.asked).toHaveLength(1);
  expect(document.body.textContent).not.toContain('row 1');
});

test('rows that a cell has made the kernel forget leave the page', async () => {
  const kernel = new FakeKernel();
  const { session } = await show(kernel);
  await rowsShown();
  kernel.manner = 'gone';
  session.executed.emit();
  await vi.waitFor(() => {
    expect(document.querySelector('.jp-datawisp-Receipt')).not.toBeNull();
  });
  expect(document.body.textContent).not.toContain('row 1');
});

test('a receipt says how many columns there are beside those that are named', async () => {
  const outline = { rows: 12, columns: 5000, truncated: false, names: ['id', 'name'] };
  await show(null, { v: 1, rid: RID, outline });
  await vi.waitFor(() => {
    expect(document.querySelector('.jp-datawisp-Receipt-names')?.textContent).toBe(
      'Columns: id, name and 4,998 more',
    );
  });
});

test('what a reader has to know stands above the rows, as text', async () => {
  const notes = ['Made of masked values.', '<b>Two</b>'];
  await show(new FakeKernel(new FakeTable({ rows: 3, notes })));
  await rowsShown();
  const note = document.querySelector('[role=note]');
  expect([...(note?.children ?? [])].map(one => one.textContent)).toEqual(notes);
  expect(document.querySelector('b')).toBeNull();
});

test('without a kernel there is a receipt, with what the file may tell', async () => {
  const outline = { rows: 12, columns: 2, truncated: true, names: ['id', '<b>name</b>'] };
  const { ran } = await show(null, { v: 1, rid: RID, outline });
  await vi.waitFor(() => {
    expect(document.querySelector('.jp-datawisp-Receipt')).not.toBeNull();
  });
  expect(document.body.textContent).toContain('First 12 of more rows, 2 columns');
  expect(document.body.textContent).toContain('<b>name</b>');
  expect(document.querySelector('b')).toBeNull();
  document.querySelector('button')?.click();
  expect(ran).toEqual([RID]);
});

test('a session that waits for a kernel has a receipt until there is one', async () => {
  vi.useFakeTimers();
  const never = new Promise<void>(() => undefined);
  const session = new FakeSession(null, never);
  await show(null, undefined, session);
  expect(texts('.jp-datawisp-Waiting')).toHaveLength(1);
  vi.advanceTimersByTime(2_000);
  expect(document.querySelector('.jp-datawisp-Receipt')?.textContent).toContain(
    'no kernel',
  );
  vi.useRealTimers();
});

test('an output that is no sealed result says so and runs nothing', async () => {
  await show(new FakeKernel(), { v: 1, rid: 'short' });
  expect(document.querySelector('.jp-datawisp-Receipt')).not.toBeNull();
  expect(document.querySelector('button')).toBeNull();
});

test('two views of one result have a comm each', async () => {
  const kernel = new FakeKernel();
  const session = new FakeSession(kernel);
  await show(kernel, undefined, session);
  await show(kernel, undefined, session);
  await vi.waitFor(() => {
    expect(texts('[role=gridcell]').filter(text => text === 'row 1')).toHaveLength(2);
  });
  expect(kernel.openComms).toBe(2);
});

test('a view that is detached keeps no row, and gets them again when it comes back', async () => {
  const { renderer } = await show(new FakeKernel());
  await rowsShown();
  Widget.detach(renderer);
  expect(renderer.node.textContent).toBe('');
  Widget.attach(renderer, document.body);
  await rowsShown();
});

test('what connects also disconnects', async () => {
  const kernel = new FakeKernel();
  const before = listening;
  const { renderer, session } = await show(kernel);
  await rowsShown();
  expect(session.listeners).toBe(3);
  expect(listening).toBeGreaterThan(before);
  renderer.dispose();
  expect(session.listeners).toBe(0);
  expect(listening).toBe(before);
  await vi.waitFor(() => {
    expect(kernel.openComms).toBe(0);
  });
});
