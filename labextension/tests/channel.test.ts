// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { ResultChannel, ResultGoneError } from '../src/result/channel';
import { findSealed, parseProgress, parseShape } from '../src/result/messages';
import { FakeKernel, RID } from './kernel';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function open(kernel: FakeKernel): ResultChannel {
  return new ResultChannel(kernel.connection, RID);
}

test('a request travels in a buffer, and its JSON holds a number only', async () => {
  const kernel = new FakeKernel();
  const bytes = await open(kernel).ask({ op: 'hello' });
  expect(kernel.asked).toEqual([{ op: 'hello', rid: RID, data: { id: 1 } }]);
  expect(parseShape(JSON.parse(new TextDecoder().decode(bytes)), 'it').rows).toBe(1000);
});

test('the bytes of an answer are a copy that begins at 0, as Arrow needs it', async () => {
  const bytes = await open(new FakeKernel()).ask({ op: 'page', offset: 0, count: 2 });
  expect(bytes.byteOffset).toBe(0);
});

test('one comm serves all requests', async () => {
  const kernel = new FakeKernel();
  const channel = open(kernel);
  await Promise.all([channel.ask({ op: 'hello' }), channel.ask({ op: 'hello' })]);
  expect(kernel.comms).toHaveLength(1);
});

test('a message that got lost is asked again over a new comm', async () => {
  const kernel = new FakeKernel();
  kernel.manner = 'lose';
  const answer = open(kernel).ask({ op: 'hello' });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(kernel.asked).toHaveLength(1);
  kernel.manner = 'answer';
  await vi.advanceTimersByTimeAsync(2_000);
  await expect(answer).resolves.toBeInstanceOf(Uint8Array);
  expect([kernel.comms.length, kernel.openComms]).toEqual([2, 1]);
});

test('waiting is told, and told to be over', async () => {
  const kernel = new FakeKernel();
  kernel.manner = 'lose';
  const channel = open(kernel);
  const told: boolean[] = [];
  channel.slowChanged.connect((_, isSlow) => told.push(isSlow));
  const answer = channel.ask({ op: 'hello' });
  await vi.advanceTimersByTimeAsync(3_000);
  expect(told).toEqual([true]);
  kernel.manner = 'answer';
  channel.retry();
  await answer;
  expect(told).toEqual([true, false]);
});

test.each(['gone', 'close'] as const)('a kernel that says "%s" ends it', async manner => {
  const kernel = new FakeKernel();
  kernel.manner = manner;
  await expect(open(kernel).ask({ op: 'hello' })).rejects.toBeInstanceOf(ResultGoneError);
});

test('a channel that is disposed leaves no timer, no comm and nobody waiting', async () => {
  const kernel = new FakeKernel();
  kernel.manner = 'lose';
  const channel = open(kernel);
  const answer = expect(channel.ask({ op: 'hello' })).rejects.toBeInstanceOf(
    ResultGoneError,
  );
  await vi.advanceTimersByTimeAsync(100);
  channel.dispose();
  await answer;
  await vi.advanceTimersByTimeAsync(60_000);
  expect([kernel.openComms, kernel.asked.length, vi.getTimerCount()]).toEqual([0, 1, 0]);
});

test.each([
  null,
  [],
  'x',
  { v: 2, rid: RID },
  { v: 1 },
  { v: 1, rid: '<img src=x>' },
  { v: 1, rid: RID, outline: { rows: '5' } },
])('%j in a notebook is no sealed result', value => {
  expect(findSealed(value)).toBeNull();
});

test('a sealed result has its outline as far as the owner lets it', () => {
  expect(findSealed({ v: 1, rid: RID })).toEqual({
    rid: RID,
    kind: 'result',
    source: '',
    outline: null,
    chart: null,
  });
  expect(
    findSealed({ v: 1, rid: RID, outline: { rows: 5, columns: 2 } })?.outline,
  ).toMatchObject({
    rows: 5,
    columns: 2,
    truncated: false,
    names: [],
  });
});

test('progress of a phase that nobody knows is refused', () => {
  const progress = { rid: RID, source: 's', rows: 0, bytes: 0, seconds: 0 };
  expect(parseProgress({ ...progress, phase: 'waiting' }, 'it').phase).toBe('waiting');
  expect(() => parseProgress({ ...progress, phase: 'flying' }, 'it')).toThrow();
});
