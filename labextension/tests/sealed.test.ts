// @vitest-environment jsdom
import { RenderMimeRegistry, standardRendererFactories } from '@jupyterlab/rendermime';
import { Signal } from '@lumino/signaling';
import { afterEach, expect, test, vi } from 'vitest';

import type { ResultChannel } from '../src/result/channel';
import { findSealed } from '../src/result/messages';
import { receipt } from '../src/result/parts';
import { parseContent } from '../src/sealed/parts';
import { sealedViews } from '../src/sealed/view';

class FakeChannel {
  readonly grown = new Signal<this, void>(this);
  readonly asked: unknown[] = [];
  parts: unknown = [];
  isGone = false;

  ask(request: unknown): Promise<Uint8Array> {
    this.asked.push(request);
    return this.isGone
      ? Promise.reject(new Error('gone'))
      : Promise.resolve(new TextEncoder().encode(JSON.stringify(this.parts)));
  }
}

const rendermime = new RenderMimeRegistry({ initialFactories: standardRendererFactories });

function show(
  channel: FakeChannel,
  isTrusted = false,
): { view: ReturnType<ReturnType<typeof sealedViews>>; failed: unknown[] } {
  const failed: unknown[] = [];
  const view = sealedViews(rendermime)({
    channel: channel as unknown as ResultChannel,
    hello: { kind: 'output' },
    chart: null,
    isTrusted,
    fail: error => failed.push(error),
  });
  document.body.append(view.node);
  return { view, failed };
}

async function shown(text: string): Promise<void> {
  await vi.waitFor(() => {
    expect(document.body.textContent).toContain(text);
  });
}

afterEach(() => {
  document.body.replaceChildren();
});

test('text, displays and errors are shown in their order, with a mark', async () => {
  const channel = new FakeChannel();
  channel.parts = [
    { kind: 'stream', name: 'stdout', text: 'first \u001b[31mred\u001b[0m' },
    { kind: 'display', data: { 'text/html': '<b>second</b>', 'text/plain': 'plain' } },
    { kind: 'error', name: 'KeyError', value: 'x', traceback: ['third'] },
  ];
  show(channel);
  await shown('third');
  const words = document.body.textContent;
  expect(words.indexOf('first')).toBeLessThan(words.indexOf('second'));
  expect(words.indexOf('second')).toBeLessThan(words.indexOf('third'));
  expect(document.querySelector('b')?.textContent).toBe('second');
  expect(document.querySelector('.ansi-red-fg')?.textContent).toBe('red');
  expect(document.querySelector('.jp-datawisp-Sealed-mark')?.textContent).toBe(
    'Sealed: not saved',
  );
});

test('markup is cleaned as for any output that nobody trusts', async () => {
  const channel = new FakeChannel();
  const html = '<img src=x onerror="window.ran = 1"><script>window.ran = 1</script>text';
  channel.parts = [
    { kind: 'display', data: { 'text/html': html } },
    { kind: 'display', data: { 'application/javascript': 'window.ran = 1' } },
    { kind: 'display', data: { 'image/svg+xml': '<svg onload="window.ran = 1"></svg>' } },
  ];
  show(channel);
  await shown('cannot be shown here');
  expect(document.querySelector('script')).toBeNull();
  expect(document.querySelector('[onerror], [onload]')).toBeNull();
  expect('ran' in window).toBe(false);
});

test('what has grown is asked for, and what was there stays as it is', async () => {
  const channel = new FakeChannel();
  channel.parts = [{ kind: 'stream', name: 'stdout', text: 'one' }];
  const { view } = show(channel);
  await shown('one');
  const first = view.node.querySelector('.jp-datawisp-Sealed-part');
  channel.parts = [
    { kind: 'stream', name: 'stdout', text: 'one' },
    { kind: 'stream', name: 'stderr', text: 'two' },
  ];
  channel.grown.emit();
  await shown('two');
  expect(view.node.querySelector('.jp-datawisp-Sealed-part')).toBe(first);
  channel.parts = [{ kind: 'stream', name: 'stdout', text: 'three' }];
  channel.grown.emit();
  await shown('three');
  expect(document.body.textContent).not.toContain('two');
});

test('a flood of changes is asked for one at a time', async () => {
  const channel = new FakeChannel();
  show(channel);
  await vi.waitFor(() => {
    expect(channel.asked).toHaveLength(1);
  });
  for (let count = 0; count < 50; count++) {
    channel.grown.emit();
  }
  channel.parts = [{ kind: 'stream', name: 'stdout', text: 'end' }];
  await shown('end');
  expect(channel.asked.length).toBeLessThan(4);
});

test('an output that cannot be had or read gives way to a receipt', async () => {
  for (const spoil of [
    (channel: FakeChannel) => (channel.isGone = true),
    (channel: FakeChannel) => (channel.parts = [{ kind: 'script' }]),
    (channel: FakeChannel) => (channel.parts = 'parts'),
  ]) {
    const channel = new FakeChannel();
    spoil(channel);
    const { failed } = show(channel);
    await vi.waitFor(() => {
      expect(failed).toHaveLength(1);
    });
  }
});

test('a view that is disposed of listens to nothing and holds nothing', async () => {
  const channel = new FakeChannel();
  channel.parts = [{ kind: 'stream', name: 'stdout', text: 'one' }];
  const { view } = show(channel);
  await shown('one');
  view.dispose();
  expect(view.node.textContent).toBe('');
  channel.grown.emit();
  expect(channel.asked).toHaveLength(1);
});

test('an error without a traceback is shown by its name', () => {
  expect(
    parseContent([{ kind: 'error', name: 'A', value: 'b', traceback: [] }], 'it'),
  ).toEqual([{ 'application/vnd.jupyter.stderr': 'A: b' }]);
});

test('a receipt tells what the notebook may tell: source, rows, when, how long', () => {
  const outline = {
    rows: 12,
    columns: 2,
    made_at: '2026-05-01T12:00:00+00:00',
    seconds: 1.25,
  };
  const rid = 'abcdefghijklmnop';
  const told = (value: unknown): string =>
    receipt({ why: 'idle', sealed: findSealed(value), run: () => undefined }).textContent;
  const words = told({ v: 1, rid, source: 'sales', outline });
  expect(words).toContain('Result of sales');
  expect(words).toMatch(/12 rows, 2 columns · May 1, 2026.* · 1\.3 s/);
  expect(words).toContain('Run cell');
  expect(told({ v: 1, rid, kind: 'output' })).toContain('Output without its content');
  expect(told({ v: 1, rid, source: 'sales' })).toContain('Result of sales');
  expect(told({ v: 1, rid, outline: { ...outline, made_at: 'yesterday' } })).toContain(
    '12 rows, 2 columns',
  );
});
