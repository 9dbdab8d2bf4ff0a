// @vitest-environment jsdom
import type { Notebook } from '@jupyterlab/notebook';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { ProgressLine, progressWords, ProgressWatcher } from '../src/result/progress';
import { FakeKernel, FakeSession } from './kernel';

const WAITING = {
  source: 'warehouse',
  phase: 'waiting',
  rows: 0,
  bytes: 0,
  seconds: 0.2,
} as const;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test('the words say what has come so far, and count on between two messages', () => {
  expect(progressWords(WAITING, 1)).toBe('warehouse: waiting for the first rows · 1.2 s');
  const streaming = {
    ...WAITING,
    phase: 'streaming',
    rows: 120_000,
    bytes: 3_200_000,
  } as const;
  expect(progressWords(streaming, 0)).toBe('warehouse: 120,000 rows · 3.2 MB · 0.20 s');
});

test('Stop stops once, and says that it does', () => {
  let stopped = 0;
  const line = new ProgressLine(() => stopped++);
  line.tell(WAITING);
  const button = line.node.querySelector('button');
  button?.click();
  button?.click();
  expect(stopped).toBe(1);
  expect(button?.textContent).toBe('Stopping…');
  line.dispose();
});

test('screen readers hear each phase once, not every number', () => {
  const line = new ProgressLine(() => undefined);
  const spoken = line.node.querySelector('[role=status]');
  line.tell(WAITING);
  const first = spoken?.textContent;
  line.tell({ ...WAITING, seconds: 5 });
  expect(spoken?.textContent).toBe(first);
  line.tell({ ...WAITING, phase: 'streaming', rows: 5 });
  expect(spoken?.textContent).not.toBe(first);
  line.dispose();
});

test('a line that is disposed leaves no timer', () => {
  new ProgressLine(() => undefined).dispose();
  expect(vi.getTimerCount()).toBe(0);
});

test('a watcher listens to the kernel of its notebook, and to none when it is disposed', () => {
  const [first, second] = [new FakeKernel(), new FakeKernel()];
  const session = new FakeSession(first);
  const watcher = new ProgressWatcher(
    { widgets: [] } as unknown as Notebook,
    session.context,
  );
  expect(first.targets.has('datawisp.progress')).toBe(true);
  session.session = { kernel: second.connection };
  session.kernelChanged.emit({});
  expect([first.targets.size, second.targets.size]).toEqual([0, 1]);
  watcher.dispose();
  expect([second.targets.size, session.listeners]).toEqual([0, 0]);
});

test('a query that is over leaves nothing behind', () => {
  const kernel = new FakeKernel();
  const session = new FakeSession(kernel);
  const watcher = new ProgressWatcher(
    { widgets: [] } as unknown as Notebook,
    session.context,
  );
  const comm = kernel.createComm('datawisp.progress');
  const data = { ...WAITING, rid: 'r' };
  kernel.targets.get('datawisp.progress')?.(comm, { content: { data }, parent_header: {} });
  expect(vi.getTimerCount()).toBeGreaterThan(0);
  comm.onMsg({ content: { data: { ...data, phase: 'done' } } } as never);
  expect(vi.getTimerCount()).toBe(0);
  watcher.dispose();
});
