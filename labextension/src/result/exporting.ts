/** Export of the rows that are shown: an act of its own, to a file that a person names. */

import { InputDialog } from '@jupyterlab/apputils';

import { RequestRefusedError, type ResultChannel } from './channel';
import { readJson, type ResultShape } from './messages';
import { parseExported } from './summary';
import type { ResultViewState } from './view-state';
import { counted, sizeWords } from './words';

/**
 * Ask for a path and let the kernel write the rows; what it wrote, or why it did not, in
 * words.  Empty when the person thought better of it.
 *
 * Raises what the channel raises when the result is gone.
 */
export async function exportRows(
  channel: ResultChannel,
  shape: ResultShape,
  { view, rows }: ResultViewState,
  working: (words: string) => void,
): Promise<string> {
  const { value: path } = await InputDialog.getText({
    title: `Export ${counted(rows, 'row')} of ${shape.source}`,
    label: 'File to write, ending in .csv, .parquet or .xlsx. The export is recorded.',
    placeholder: `${shape.source}.csv`,
    text: `${shape.source}.csv`,
    okLabel: 'Export',
  });
  if (path === null || path.trim() === '') {
    return '';
  }
  working('Exporting…');
  try {
    const bytes = await channel.ask({
      op: 'export',
      path: path.trim(),
      ...(view === null ? {} : { view }),
    });
    const wrote = readJson(bytes, parseExported, 'The export');
    return `Wrote ${counted(wrote.rows, 'row')} to ${wrote.path} (${sizeWords(wrote.bytes)}).`;
  } catch (error) {
    if (error instanceof RequestRefusedError) {
      return error.message;
    }
    throw error;
  }
}
