/** Cells on the clipboard: as text, as CSV, or as SQL literals. */

import { Clipboard } from '@jupyterlab/apputils';

import { RequestRefusedError, type ResultChannel } from '../result/channel';
import type { CopyForm } from '../result/requests';
import type { CellBlock } from '../result/view';
import { counted } from '../result/words';

/** Rows that can be copied at once: what is copied leaves the kernel's memory. */
const MOST_ROWS = 2_000;

/**
 * Copy cells; what was done, or why it was not, in words.
 *
 * Raises what the channel raises when the result is gone.
 */
export async function copyCells(
  channel: ResultChannel,
  view: string | null,
  { rows, columns }: CellBlock,
  as: CopyForm,
): Promise<string> {
  const length = rows[1] - rows[0] + 1;
  if (length > MOST_ROWS) {
    return tooMany(length);
  }
  try {
    const request = { op: 'copy', rows, columns, as } as const;
    const bytes = await channel.ask(view === null ? request : { ...request, view });
    await toClipboard(new TextDecoder().decode(bytes));
  } catch (error) {
    if (error instanceof RequestRefusedError) {
      return error.code === 'too_many' ? tooMany(length) : error.message;
    }
    if (error instanceof DOMException) {
      return 'The browser does not let pages write to the clipboard here.';
    }
    throw error;
  }
  return length === 1 && columns.length === 1
    ? 'Copied 1 cell.'
    : `Copied ${counted(length, 'row')} of ${counted(columns.length, 'column')}.`;
}

function tooMany(rows: number): string {
  return (
    `${rows.toLocaleString('en-US')} rows are selected, and ` +
    `${MOST_ROWS.toLocaleString('en-US')} can be copied at once.`
  );
}

/** Browsers have a clipboard for pages on a safe connection only; elsewhere there is another way. */
async function toClipboard(text: string): Promise<void> {
  if (window.isSecureContext) {
    await navigator.clipboard.writeText(text);
  } else {
    Clipboard.copyToSystem(text);
  }
}
