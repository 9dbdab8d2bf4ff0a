/**
 * A simple picture of a chart, for where nothing draws Vega-Lite.
 *
 * It knows the marks that our kernels ask for, one axis of names or numbers each way, and
 * leaves out colour scales and zooming.
 */

import { isRecord } from '../api/parse';
import type { Drawing } from './drawing';
import type { ChartAnswer } from './messages';

const WIDTH = 640;
const HEIGHT = 320;
const MARGIN = { left: 72, right: 16, top: 12, bottom: 48 };
const NAMESPACE = 'http://www.w3.org/2000/svg';

interface Axis {
  readonly title: string;
  readonly field: string;
  /** Where a value stands, from 0 to 1; NaN for one that has no place. */
  readonly place: (value: unknown) => number;
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
}

export const svgDrawing: Drawing = (answer, host) => {
  const svg = picture(answer);
  host.append(svg);
  let isDisposed = false;
  return Promise.resolve({
    svg,
    get isDisposed() {
      return isDisposed;
    },
    dispose: () => {
      isDisposed = true;
      svg.remove();
    },
  });
};

function picture({ spec, values }: ChartAnswer): SVGSVGElement {
  const encoding = isRecord(spec['encoding']) ? spec['encoding'] : {};
  const x = axis(encoding['x'], values);
  const y = axis(encoding['y'], values);
  const svg = shape('svg', {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    role: 'img',
    class: 'jp-datawisp-Chart-svg',
    'aria-label': `${y.title} by ${x.title}`,
  });
  const left = (at: number): number =>
    MARGIN.left + at * (WIDTH - MARGIN.left - MARGIN.right);
  const top = (at: number): number =>
    HEIGHT - MARGIN.bottom - at * (HEIGHT - MARGIN.top - MARGIN.bottom);
  for (const tick of y.ticks) {
    const line = { x1: left(0), x2: left(1), y1: top(tick.at), y2: top(tick.at) };
    svg.append(shape('line', { ...line, class: 'jp-mod-grid' }));
    svg.append(words(tick.label, left(0) - 8, top(tick.at) + 4, 'end'));
  }
  for (const tick of x.ticks) {
    svg.append(words(tick.label, left(tick.at), top(0) + 18, 'middle'));
  }
  svg.append(words(x.title, left(0.5), HEIGHT - 8, 'middle'));
  svg.append(words(y.title, left(0), MARGIN.top, 'start'));
  const points = values
    .map(value => ({ x: x.place(value[x.field]), y: y.place(value[y.field]) }))
    .filter(point => Number.isFinite(point.x) && Number.isFinite(point.y));
  svg.append(...marks(markOf(spec), points, left, top));
  return svg as SVGSVGElement;
}

function marks(
  mark: string,
  points: readonly { readonly x: number; readonly y: number }[],
  left: (at: number) => number,
  top: (at: number) => number,
): SVGElement[] {
  if (mark === 'line' || mark === 'area') {
    const path = points
      .map(({ x, y }, at) => `${at === 0 ? 'M' : 'L'}${left(x)} ${top(y)}`)
      .join(' ');
    return [shape('path', { d: path, class: 'jp-mod-line' })];
  }
  if (mark === 'bar') {
    const width = Math.max(1, (0.8 * (left(1) - left(0))) / Math.max(1, points.length));
    return points.map(({ x, y }) =>
      shape('rect', {
        x: left(x) - width / 2,
        y: Math.min(top(y), top(0)),
        width,
        height: Math.abs(top(0) - top(y)),
        class: 'jp-mod-mark',
      }),
    );
  }
  return points.map(({ x, y }) =>
    shape('circle', { cx: left(x), cy: top(y), r: 3, class: 'jp-mod-mark' }),
  );
}

function markOf(spec: Readonly<Record<string, unknown>>): string {
  const mark = spec['mark'];
  const type = isRecord(mark) ? mark['type'] : mark;
  return typeof type === 'string' ? type : 'point';
}

function axis(channel: unknown, values: ChartAnswer['values']): Axis {
  const said = isRecord(channel) ? channel : {};
  const field = typeof said['field'] === 'string' ? said['field'] : '';
  const title = typeof said['title'] === 'string' ? said['title'] : field;
  const found = values.map(value => value[field]);
  const numbers = found.map(numberOf);
  return numbers.every(Number.isFinite) && said['type'] !== 'nominal'
    ? numeric(field, title, numbers, said['type'] === 'temporal')
    : named(field, title, found);
}

function numeric(
  field: string,
  title: string,
  numbers: readonly number[],
  isTime: boolean,
): Axis {
  const low = Math.min(isTime ? Infinity : 0, ...numbers);
  const high = Math.max(isTime ? -Infinity : 0, ...numbers);
  const span = high - low || 1;
  const label = (value: number): string =>
    isTime
      ? new Date(value).toISOString().slice(0, 10)
      : new Intl.NumberFormat('en-US', { notation: 'compact' }).format(value);
  return {
    field,
    title,
    place: value => (numberOf(value) - low) / span,
    ticks: [0, 0.25, 0.5, 0.75, 1].map(at => ({ at, label: label(low + at * span) })),
  };
}

function named(field: string, title: string, found: readonly unknown[]): Axis {
  const names = [...new Set(found.map(String))];
  const at = (index: number): number => (index + 0.5) / Math.max(1, names.length);
  return {
    field,
    title,
    place: value => {
      const index = names.indexOf(String(value));
      return index < 0 ? NaN : at(index);
    },
    ticks: names.map((name, index) => ({
      at: at(index),
      label: name.length > 12 ? `${name.slice(0, 11)}…` : name,
    })),
  };
}

function numberOf(value: unknown): number {
  if (typeof value === 'number') {
    return value;
  }
  return typeof value === 'string' && /^\d{4}-\d\d/.test(value) ? Date.parse(value) : NaN;
}

function shape(
  tag: string,
  attributes: Readonly<Record<string, string | number>>,
): SVGElement {
  const node = document.createElementNS(NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) {
    node.setAttribute(name, String(value));
  }
  return node;
}

function words(
  text: string,
  x: number,
  y: number,
  anchor: 'start' | 'middle' | 'end',
): SVGElement {
  const node = shape('text', { x, y, 'text-anchor': anchor });
  node.textContent = text;
  return node;
}
