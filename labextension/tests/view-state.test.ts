// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { ResultChannel, ResultGoneError } from '../src/result/channel';
import { parseShape, readJson } from '../src/result/messages';
import { WHOLE } from '../src/result/requests';
import { ResultViewState } from '../src/result/view-state';
import { FakeKernel, RID } from './kernel';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

const DESCENDING = [{ column: 0, descending: true }];

async function open(): Promise<{
  readonly kernel: FakeKernel;
  readonly state: ResultViewState;
  readonly channel: ResultChannel;
  readonly failures: unknown[];
}> {
  const kernel = new FakeKernel();
  const channel = new ResultChannel(kernel.connection, RID);
  const shape = readJson(await channel.ask({ op: 'hello' }), parseShape, 'it');
  const failures: unknown[] = [];
  const state = new ResultViewState(channel, shape, error => failures.push(error));
  return { kernel, state, channel, failures };
}

test('a query is shown once the kernel has it ready, and not before', async () => {
  const { state } = await open();
  const asked = state.change({ filters: [{ column: 1, op: 'null' }] });
  expect([state.rows, state.working]).toEqual([1000, { fraction: null }]);
  await asked;
  expect([state.rows, state.view, state.working]).toEqual([500, 'v1', null]);
});

test('the latest query wins, and the one before is stopped in the kernel', async () => {
  const { kernel, state } = await open();
  kernel.manners.set('view', 'lose');
  const first = state.change({ sort: DESCENDING });
  await vi.advanceTimersByTimeAsync(10);
  kernel.manners.clear();
  await state.change({ text: 'row 7' });
  await first;
  expect(state.query).toEqual({ ...WHOLE, sort: DESCENDING, text: 'row 7' });
  expect(kernel.asked.map(({ op }) => op)).toEqual(['hello', 'view', 'cancel', 'view']);
});

test('a sort that is stopped leaves the rows as they were', async () => {
  const { kernel, state } = await open();
  kernel.manners.set('view', 'lose');
  const asked = state.change({ sort: DESCENDING });
  await vi.advanceTimersByTimeAsync(10);
  kernel.tell({ event: 'progress', id: 2 }, { fraction: 0.4 });
  expect(state.working).toEqual({ fraction: 0.4 });
  state.cancel();
  await asked;
  await vi.advanceTimersByTimeAsync(10);
  expect([state.query, state.wanted, state.working]).toEqual([WHOLE, WHOLE, null]);
  expect(kernel.asked.at(-1)).toMatchObject({ op: 'cancel', target: 2 });
});

test('a kernel that tells how far it is may take longer than one that is silent', async () => {
  const { kernel, state } = await open();
  kernel.manners.set('view', 'lose');
  void state.change({ sort: DESCENDING });
  await vi.advanceTimersByTimeAsync(1_000);
  kernel.tell({ event: 'progress', id: 2 }, { fraction: null });
  await vi.advanceTimersByTimeAsync(30_000);
  expect(kernel.asked.filter(({ op }) => op === 'view')).toHaveLength(1);
  state.dispose();
});

test('what the kernel says about a query is told in its words', async () => {
  const { state } = await open();
  await state.change({ filters: [{ column: 0, op: 'eq', value: 'unparsable' }] });
  expect([state.problem, state.rows]).toEqual(['This is not a value of the column.', 1000]);
});

test('a view that the kernel has let go of is asked for again', async () => {
  const { kernel, state } = await open();
  await state.change({ sort: DESCENDING });
  kernel.table.forgetViews();
  state.renew();
  await vi.advanceTimersByTimeAsync(10);
  expect([state.view, state.query.sort]).toEqual(['v2', DESCENDING]);
});

test('a result that goes while it is sorted is told to be gone', async () => {
  const { kernel, state, failures } = await open();
  kernel.manner = 'gone';
  await state.change({ sort: DESCENDING });
  expect(failures[0]).toBeInstanceOf(ResultGoneError);
});

test.each(['revoked', 'idle', 'budget', 'forgotten', 'signed_out'])(
  'the kernel tells by itself that rows are %s',
  async reason => {
    const { kernel, channel } = await open();
    const told: string[] = [];
    channel.gone.connect((_, why) => told.push(why));
    kernel.tell({ event: 'gone', rid: 'of another result', reason });
    kernel.tell({ event: 'gone', rid: RID, reason });
    expect(told).toEqual([reason]);
  },
);
