/** The parameters that a query was run with: names and types, and values when one asks for them. */

import { RequestRefusedError, type ResultChannel } from './channel';
import { element } from './build';
import { readJson, type ResultParameter } from './messages';
import { button } from './parts';
import { parseParameters } from './summary';

/** A table of the parameters; `fail` is told when the result is gone. */
export function parameterTable(
  channel: ResultChannel,
  parameters: readonly ResultParameter[],
  fail: (error: unknown) => void,
): HTMLElement {
  const cells = parameters.map(() => element('td', 'jp-datawisp-Parameters-value', '•••'));
  const body = element(
    'tbody',
    '',
    ...parameters.map(({ name, type }, index) =>
      element(
        'tr',
        '',
        element('th', '', `:${name}`),
        element('td', 'jp-datawisp-Hint', type),
        ...cells.slice(index, index + 1),
      ),
    ),
  );
  const show = button('Show values', () => {
    show.disabled = true;
    channel.ask({ op: 'parameters' }).then(
      bytes => {
        const answer = readJson(bytes, parseParameters, 'The parameters');
        answer.parameters.forEach(({ text }, index) => {
          const cell = cells[index];
          if (cell !== undefined) {
            cell.textContent = text;
            cell.dir = 'auto';
          }
        });
        show.hidden = true;
      },
      (error: unknown) => {
        if (error instanceof RequestRefusedError) {
          show.replaceWith(element('span', 'jp-datawisp-Problem', error.message));
        } else {
          fail(error);
        }
      },
    );
  });
  return element(
    'div',
    'jp-datawisp-Parameters',
    element('strong', '', 'Parameters of this query'),
    element('table', '', body),
    element('div', 'jp-datawisp-FilterForm-buttons', show),
  );
}
