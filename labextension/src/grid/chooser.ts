/** Which columns are shown. */

import type { ResultShape } from '../result/messages';
import { button } from '../result/parts';
import type { ResultColumns } from '../result/view';
import { element, lineField, tick } from '../result/build';

/** More lines than these nobody reads; a text finds the others. */
const MOST_LINES = 200;

/** The list behind "Columns"; a text narrows it. */
export function columnChooser(shape: ResultShape, columns: ResultColumns): HTMLElement {
  const node = element('div', 'jp-datawisp-Chooser');
  const search = lineField('Find a column', 'Find a column');
  const list = element('div', 'jp-datawisp-Picks');
  list.setAttribute('role', 'group');
  list.setAttribute('aria-label', 'Columns that are shown');
  const matching = (): readonly number[] =>
    shape.columns.flatMap(({ name }, column) =>
      name.toLowerCase().includes(search.value.toLowerCase()) ? [column] : [],
    );
  const write = (): void => {
    const shown = new Set(columns.shown());
    const found = matching();
    list.replaceChildren(
      ...found.slice(0, MOST_LINES).map(column => {
        const { name = '', type = '' } = shape.columns[column] ?? {};
        const words = element('span', 'jp-datawisp-Pick-text', name);
        words.dir = 'auto';
        const line = tick(
          shown.has(column),
          words,
          element('span', 'jp-datawisp-Pick-count', type),
        );
        line.node.classList.add('jp-datawisp-Pick');
        line.box.onchange = () => {
          columns.show([column], line.box.checked);
        };
        return line.node;
      }),
    );
    if (found.length > MOST_LINES) {
      list.append(
        element('div', 'jp-datawisp-Hint', `and ${found.length - MOST_LINES} more`),
      );
    }
  };
  const all = (isShown: boolean) => (): void => {
    columns.show(matching(), isShown);
    write();
  };
  search.oninput = write;
  node.append(
    search,
    list,
    element(
      'div',
      'jp-datawisp-FilterForm-buttons',
      button('Show all', all(true)),
      button('Hide all', all(false)),
    ),
  );
  write();
  return node;
}
