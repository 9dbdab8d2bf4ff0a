/** A column's values at a glance: bars of a histogram, or of the values that are most frequent. */

import type { Summary } from '../result/summary';
import { counted } from '../result/words';

const MOST_BARS = 24;

const SHORTEST = new Intl.NumberFormat('en-US', {
  notation: 'scientific',
  maximumSignificantDigits: 3,
});

const SHORT = new Intl.NumberFormat('en-US', {
  notation: 'compact',
  maximumSignificantDigits: 3,
});

/** A drawing of a summary, with its sentence for those who do not see it. */
export function spark(summary: Summary): HTMLElement {
  const node = document.createElement('div');
  node.className = 'jp-datawisp-Spark';
  const { histogram, top, rows, nulls, others } = summary;
  if (rows === nulls) {
    node.append(note(rows === 0 ? 'no rows' : 'all NULL'));
  } else if (histogram !== null && histogram.counts.length > 0) {
    node.append(bars(histogram.counts));
    node.append(ends(summary));
  } else if (top.length > 0 && (summary.distinct ?? 0) <= rows / 2) {
    node.append(parts(top, others));
    node.append(note(distinctWords(summary, SHORT)));
  } else {
    node.append(note(distinctWords(summary, SHORT)));
  }
  node.setAttribute('role', 'img');
  node.setAttribute('aria-label', summaryWords(summary));
  node.title = summaryWords(summary);
  return node;
}

/** Such as `1,000 rows, 12 NULL, from 1 to 9, mean 4.5`. */
export function summaryWords(summary: Summary): string {
  const { rows, nulls, nans, infinities, min, max, mean, top, distinct } = summary;
  const words = [counted(rows, 'row')];
  if (nulls > 0) {
    words.push(`${nulls.toLocaleString('en-US')} NULL`);
  }
  if (nans > 0) {
    words.push(`${nans.toLocaleString('en-US')} NaN`);
  }
  if (infinities > 0) {
    words.push(`${infinities.toLocaleString('en-US')} infinite`);
  }
  if (distinct !== null) {
    words.push(distinctWords(summary));
  }
  if (min !== null && max !== null) {
    words.push(`from ${min} to ${max}`);
  }
  if (mean !== null) {
    words.push(`mean ${mean}`);
  }
  const lines = top
    .slice(0, 5)
    .map(({ text, count }) => `${text}: ${count.toLocaleString('en-US')}`);
  return [words.join(', '), ...lines].join('\n');
}

/** How many values there are; in the head, where there is little room, of few digits. */
function distinctWords(
  { distinct, isDistinctApproximate }: Summary,
  digits?: Intl.NumberFormat,
): string {
  if (distinct === null) {
    return '';
  }
  const words =
    digits === undefined || distinct < 10_000
      ? counted(distinct, 'value')
      : `${digits.format(distinct)} values`;
  return `${isDistinctApproximate ? '≈ ' : ''}${words}`;
}

function bars(counts: readonly number[]): HTMLElement {
  const node = document.createElement('div');
  node.className = 'jp-datawisp-Spark-bars';
  const merged = merge(counts);
  const most = Math.max(1, ...merged);
  for (const one of merged) {
    const bar = document.createElement('i');
    // What is there must be seen to be there.
    bar.style.height = one === 0 ? '0' : `${Math.max(6, (100 * one) / most)}%`;
    node.append(bar);
  }
  return node;
}

/** Fewer bars, so that each is wide enough to be seen. */
function merge(counts: readonly number[]): readonly number[] {
  const group = Math.ceil(counts.length / MOST_BARS);
  const merged: number[] = [];
  counts.forEach((one, index) => {
    const at = Math.floor(index / group);
    merged[at] = (merged[at] ?? 0) + one;
  });
  return merged;
}

/** The frequent values side by side, each as wide as its share. */
function parts(top: readonly { readonly count: number }[], others: number): HTMLElement {
  const node = document.createElement('div');
  node.className = 'jp-datawisp-Spark-parts';
  for (const { count } of top.slice(0, 6)) {
    const part = document.createElement('i');
    part.style.flexGrow = String(count);
    node.append(part);
  }
  const rest = others + top.slice(6).reduce((sum, { count }) => sum + count, 0);
  if (rest > 0) {
    const part = document.createElement('i');
    part.className = 'jp-mod-rest';
    part.style.flexGrow = String(rest);
    node.append(part);
  }
  return node;
}

function ends({ min, max }: Summary): HTMLElement {
  const node = document.createElement('div');
  node.className = 'jp-datawisp-Spark-ends';
  for (const text of shortened(min ?? '', max ?? '')) {
    const end = document.createElement('span');
    end.textContent = text;
    node.append(end);
  }
  return node;
}

/** The ends of a range, each short enough for a half of a column. */
function shortened(min: string, max: string): readonly [string, string] {
  const [from, to] = [MONTH_AND_DAY.exec(min), MONTH_AND_DAY.exec(max)];
  if (from !== null && to !== null) {
    // Of times their days are enough here, and of days that are far apart their months.
    const part = from[2] === to[2] && from[3] === to[3] ? 1 : 2;
    return [(from[part] ?? min) + (from[3] ?? ''), (to[part] ?? max) + (to[3] ?? '')];
  }
  return [shortNumber(min), shortNumber(max)];
}

/** The day, its month, and the era where it is not ours. */
const MONTH_AND_DAY = /^((\d{4,}-\d\d)-\d\d).*?( BC)?$/;

function shortNumber(text: string): string {
  const number = Number(text);
  if (text.length <= 5 || !Number.isFinite(number)) {
    return text;
  }
  return (Math.abs(number) < 1e15 ? SHORT : SHORTEST).format(number);
}

function note(words: string): HTMLElement {
  const node = document.createElement('div');
  node.className = 'jp-datawisp-Spark-ends';
  const span = document.createElement('span');
  span.textContent = words;
  node.append(span);
  return node;
}
