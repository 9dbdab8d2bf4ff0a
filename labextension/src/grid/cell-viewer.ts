/** The whole of one value, however long it is. */

import type { ResultColumn } from '../result/messages';
import type { WholeValue } from '../result/pages';
import { button } from '../result/parts';
import { sizeWords } from '../result/words';
import { element } from '../result/build';

/** More characters than these make a browser slow. */
const LONGEST = 200_000;

/**
 * The parts of a window that shows a value, or, while not `isWhole`, the beginning of one;
 * `copy` puts the whole of it on the clipboard.
 */
export function cellViewer(
  { name, type }: ResultColumn,
  row: number,
  value: WholeValue,
  isWhole: boolean,
  copy: () => void,
): readonly HTMLElement[] {
  const title = element('strong', '', name);
  title.dir = 'auto';
  const head = element(
    'div',
    'jp-datawisp-Viewer-head',
    title,
    element(
      'span',
      'jp-datawisp-Hint',
      `row ${(row + 1).toLocaleString('en-US')} · ${type}`,
    ),
    element('span', 'jp-datawisp-Hint', isWhole ? sizeOf(value) : ''),
    element('span', 'jp-datawisp-Gap'),
    button('Copy', copy),
  );
  const text = element('pre', 'jp-datawisp-Viewer-text', textOf(value));
  text.tabIndex = 0;
  text.dir = 'auto';
  text.setAttribute('aria-label', `Value of ${name}`);
  text.classList.toggle('jp-mod-null', value.kind === 'null');
  const shown = shownOf(value, isWhole);
  return shown === ''
    ? [head, text]
    : [head, text, element('div', 'jp-datawisp-Hint', shown)];
}

/** How much of a value is shown, in words; empty for all of it. */
function shownOf(value: WholeValue, isWhole: boolean): string {
  const first = (length: number, what: string): string =>
    `The first ${length.toLocaleString('en-US')} ${what} are shown.`;
  switch (value.kind) {
    case 'value':
      return value.text.length > LONGEST || !isWhole
        ? first(Math.min(LONGEST, value.text.length), 'characters')
        : '';
    case 'bytes':
      return isWhole ? '' : first(Math.min(MOST_BYTES, value.bytes.length), 'bytes');
    default:
      return '';
  }
}

function textOf(value: WholeValue): string {
  switch (value.kind) {
    case 'null':
      return 'NULL';
    case 'unreadable':
      return '(cannot be shown)';
    case 'bytes':
      return hexDump(value.bytes);
    case 'value':
      return value.text.slice(0, LONGEST);
  }
}

function sizeOf(value: WholeValue): string {
  switch (value.kind) {
    case 'bytes':
      return sizeWords(value.bytes.length);
    case 'value':
      return value.text === ''
        ? 'empty text'
        : `${value.text.length.toLocaleString('en-US')} characters`;
    default:
      return '';
  }
}

const MOST_BYTES = 16_384;
const LINE_BYTES = 16;

/** Bytes as hexadecimal numbers and, where they are letters, as letters. */
export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = [];
  const end = Math.min(bytes.length, MOST_BYTES);
  for (let from = 0; from < end; from += LINE_BYTES) {
    const line = Array.from(bytes.subarray(from, Math.min(end, from + LINE_BYTES)));
    const hex = line.map(byte => byte.toString(16).padStart(2, '0')).join(' ');
    const letters = line
      .map(byte => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.'))
      .join('');
    const place = from.toString(16).padStart(8, '0');
    lines.push(`${place}  ${hex.padEnd(LINE_BYTES * 3 - 1)}  ${letters}`);
  }
  if (bytes.length > MOST_BYTES) {
    lines.push(`… ${bytes.length.toLocaleString('en-US')} bytes`);
  }
  return lines.join('\n');
}
