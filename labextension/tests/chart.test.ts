// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from 'vitest';

import type { Drawing } from '../src/chart/drawing';
import {
  chartMessage,
  NO_CHOICE,
  parseChartAnswer,
  type ChartAnswer,
  type ChartRequest,
} from '../src/chart/messages';
import { svgDrawing } from '../src/chart/svg';
import { ChartRefusedError, ChartView, type ChartHost } from '../src/chart/view';

const COLUMNS = [
  { name: 'region', type: 'string', logical: '' },
  { name: '<b>amount</b>', type: 'double', logical: '' },
];

const ANSWER: ChartAnswer = {
  chart: { ...NO_CHOICE, kind: 'bar', x: 0, y: 1, aggregate: 'sum' },
  spec: {
    mark: { type: 'bar' },
    encoding: {
      x: { field: 'x', type: 'nominal', title: 'region' },
      y: { field: 'y', type: 'quantitative', title: 'sum of <img onerror=x>' },
    },
  },
  values: [
    { x: 'EU', y: 3 },
    { x: '<script>', y: 5 },
  ],
  notes: ['Only the first 9 rows are here.'],
};

let node: HTMLElement;

beforeEach(() => {
  node = document.createElement('div');
  document.body.replaceChildren(node);
});

function hostWith(
  ask: (request: ChartRequest) => Promise<ChartAnswer>,
  more: Partial<ChartHost> = {},
): ChartHost {
  return {
    source: 'shop',
    columns: COLUMNS,
    ask,
    askExport: () => Promise.resolve(),
    mayExport: true,
    draw: svgDrawing,
    onFailure: error => {
      throw error;
    },
    ...more,
  };
}

function control(key: string): HTMLSelectElement {
  const found = node.querySelector<HTMLSelectElement>(`[data-choice="${key}"]`);
  if (found === null) {
    throw new Error(`no control ${key}`);
  }
  return found;
}

function pick(key: string, value: string): void {
  control(key).value = value;
  control(key).dispatchEvent(new Event('change'));
}

const settled = (): Promise<void> =>
  vi.waitFor(() => {
    expect(node.querySelector('[aria-busy="false"]')).not.toBeNull();
  });

test('a chart shows what was chosen for it and what is to be said', async () => {
  const view = new ChartView(
    node,
    hostWith(() => Promise.resolve(ANSWER)),
  );
  await settled();
  expect(control('kind').value).toBe('bar');
  expect(control('y').selectedOptions[0]?.textContent).toBe('<b>amount</b>');
  expect(node.querySelectorAll('rect')).toHaveLength(2);
  expect(node.querySelector('[role="status"]')?.textContent).toContain('first 9 rows');
  expect(node.querySelector('script, img, b')).toBeNull();
  view.dispose();
  expect(node.childElementCount).toBe(0);
});

test('a choice is asked for, and what is left open stays open', async () => {
  const asked: ChartRequest[] = [];
  const view = new ChartView(
    node,
    hostWith(request => {
      asked.push(request);
      return Promise.resolve(ANSWER);
    }),
  );
  await settled();
  pick('kind', 'line');
  pick('x', '1');
  pick('x', '');
  expect(asked.map(chartMessage)).toEqual([
    {},
    { kind: 'line' },
    { kind: 'line', x: 1 },
    { kind: 'line' },
  ]);
  view.dispose();
});

test('only the newest answer is drawn', async () => {
  const answers: ((answer: ChartAnswer) => void)[] = [];
  const view = new ChartView(
    node,
    hostWith(() => new Promise(resolve => answers.push(resolve))),
  );
  pick('kind', 'line');
  answers[1]?.({ ...ANSWER, notes: ['newest'] });
  await settled();
  answers[0]?.({ ...ANSWER, notes: ['late'] });
  await Promise.resolve();
  expect(node.querySelector('[role="status"]')?.textContent).toBe('newest');
  view.dispose();
});

test('a refusal is said and leaves the choices', async () => {
  const view = new ChartView(
    node,
    hostWith(() => Promise.reject(new ChartRefusedError('There are no rows to draw.'))),
  );
  await settled();
  expect(node.textContent).toContain('There are no rows to draw.');
  expect(control('kind').disabled).toBe(false);
  view.dispose();
});

test('an error of the drawing never shows its text', async () => {
  const draw: Drawing = () => Promise.reject(new Error('canary'));
  const view = new ChartView(
    node,
    hostWith(() => Promise.resolve(ANSWER), { draw }),
  );
  await settled();
  expect(node.textContent).not.toContain('canary');
  view.dispose();
});

test('a picture is taken only when the owner lets it', async () => {
  const askExport = vi.fn(() =>
    Promise.reject(new ChartRefusedError('You may not export from shop.')),
  );
  const view = new ChartView(
    node,
    hostWith(() => Promise.resolve(ANSWER), { askExport }),
  );
  await settled();
  node.querySelector<HTMLButtonElement>('.jp-datawisp-Chart-export button')?.click();
  await vi.waitFor(() => {
    expect(node.textContent).toContain('You may not export from shop.');
  });
  view.dispose();
});

test('without the right to export the buttons say so', async () => {
  const view = new ChartView(
    node,
    hostWith(() => Promise.resolve(ANSWER), { mayExport: false }),
  );
  await settled();
  const buttons = node.querySelectorAll<HTMLButtonElement>(
    '.jp-datawisp-Chart-export button',
  );
  expect([...buttons].every(one => one.disabled && one.title !== '')).toBe(true);
  view.dispose();
});

test.each(['line', 'area', 'point'])('a simple picture of %s has its marks', async mark => {
  const drawn = await svgDrawing({ ...ANSWER, spec: { ...ANSWER.spec, mark } }, node);
  expect(node.querySelectorAll('path, circle').length).toBeGreaterThan(0);
  drawn.dispose();
  expect(node.querySelector('svg')).toBeNull();
});

test('an answer of another form is refused', () => {
  expect(() => parseChartAnswer({ spec: {}, values: 'x' }, 'The chart')).toThrow();
  expect(() =>
    parseChartAnswer({ chart: { kind: 'pie' }, spec: {}, values: [] }, 'The chart'),
  ).toThrow();
});
