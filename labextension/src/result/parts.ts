/** The parts of an output that are not rows. */

import { sealedIcon } from '../icons';
import type { SavedOutline, SealedResult } from './messages';
import { counted, momentWords, rowWords, timeWords } from './words';

/** Why a kernel lets go of a result while it goes on running. */
export const GONE_REASONS = [
  'revoked',
  'idle',
  'budget',
  'forgotten',
  'signed_out',
] as const;

/** Why no rows are shown, what the notebook knows of them, and how to get them back. */
export interface Receipt {
  readonly why:
    'no-kernel' | 'restarted' | 'gone' | 'unreadable' | (typeof GONE_REASONS)[number];
  /** What the notebook holds; null when that cannot be read. */
  readonly sealed: SealedResult | null;
  readonly run: (() => void) | null;
}

const REASONS: Readonly<Record<Receipt['why'], string>> = {
  'no-kernel': 'The rows are not saved in the notebook, and no kernel is running.',
  restarted: 'The rows were in the memory of the kernel, and went with its end.',
  gone: 'The rows are not saved in the notebook, and this kernel does not have them.',
  revoked: 'The access to these rows was taken back, so the kernel has let go of them.',
  idle: 'Nobody looked at the rows for a while, so the kernel has let go of them.',
  budget: 'The kernel has let go of the rows to make room for newer results.',
  forgotten: 'The rows were forgotten, as somebody asked the kernel to.',
  signed_out: 'The rows went from the memory of the kernel when you signed out.',
  unreadable:
    'This output cannot be read by the version of Datawisp that is installed here.',
};

const OUTPUT_REASONS: Readonly<Record<Receipt['why'], string>> = {
  'no-kernel': 'What this cell showed is not saved, and no kernel is running.',
  restarted:
    'What this cell showed was in the memory of the kernel, and went with its end.',
  gone: 'What this cell showed is not saved, and this kernel does not have it.',
  revoked:
    'The access to rows that this could be made of was taken back, so the kernel let go of it.',
  idle: 'Nobody looked at this output for a while, so the kernel has let go of it.',
  budget: 'The kernel has let go of this output to make room for newer ones.',
  forgotten: 'This output was forgotten, as somebody asked the kernel to.',
  signed_out: 'This output went from the memory of the kernel when you signed out.',
  unreadable: REASONS.unreadable,
};

export function receipt({ why, sealed, run }: Receipt): HTMLElement {
  const node = box('div', 'jp-datawisp-Receipt');
  node.setAttribute('role', 'note');
  const words = box('div', 'jp-datawisp-Receipt-words');
  const isOutput = sealed?.kind === 'output';
  const outline = sealed?.outline ?? null;
  words.append(line('strong', isOutput ? 'Output without its content' : title(sealed)));
  if (outline !== null) {
    words.append(line('span', outlineWords(outline)));
  }
  words.append(line('span', (isOutput ? OUTPUT_REASONS : REASONS)[why]));
  if (outline !== null && outline.names.length > 0) {
    words.append(line('span', namesWords(outline), 'jp-datawisp-Receipt-names'));
  }
  const icon = box('span', 'jp-datawisp-Receipt-icon');
  sealedIcon.element({ container: icon });
  node.append(icon, words);
  if (run !== null && why !== 'unreadable') {
    node.append(button('Run cell', run));
  }
  return node;
}

function title(sealed: SealedResult | null): string {
  const source = sealed?.source ?? '';
  return source === '' ? 'Result without rows' : `Result of ${source}`;
}

/** `12 rows, 2 columns · Nov 28, 2026, 8:20 AM · 1.3 s`. */
function outlineWords(outline: SavedOutline): string {
  const rows = rowWords(outline.rows, outline.truncated);
  const { columns, madeAt, seconds } = outline;
  const moment = Date.parse(madeAt);
  return [
    `${rows}, ${counted(columns, 'column')}`,
    ...(Number.isNaN(moment) ? [] : [momentWords(new Date(moment))]),
    ...(seconds === null || seconds === 0 ? [] : [timeWords(seconds)]),
  ].join(' · ');
}

/** `Columns: id, name and 3 more`: the notebook does not hold the names of very many. */
function namesWords({ names, columns }: SavedOutline): string {
  const more = columns - names.length;
  const rest = more > 0 ? ` and ${more.toLocaleString('en-US')} more` : '';
  return `Columns: ${names.join(', ')}${rest}`;
}

/** A line that says what is being waited for. */
export function waitingLine(words: string, retry?: () => void): HTMLElement {
  const node = box('div', 'jp-datawisp-Waiting');
  node.setAttribute('role', 'status');
  const busy = box('span', 'jp-datawisp-Busy');
  busy.setAttribute('aria-hidden', 'true');
  node.append(busy, line('span', words));
  if (retry !== undefined) {
    node.append(button('Ask again', retry));
  }
  return node;
}

export function button(label: string, action: () => void): HTMLButtonElement {
  const node = document.createElement('button');
  node.type = 'button';
  node.className = 'jp-Button jp-mod-styled jp-mod-small jp-datawisp-Button';
  node.textContent = label;
  node.onclick = action;
  return node;
}

function box(tag: string, className: string): HTMLElement {
  const node = document.createElement(tag);
  node.className = className;
  return node;
}

function line(tag: string, words: string, className = ''): HTMLElement {
  const node = box(tag, className);
  node.textContent = words;
  return node;
}
