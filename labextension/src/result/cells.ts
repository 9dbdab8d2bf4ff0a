/** The cells of a grid as elements of the page. */

import type { Cell } from './pages';

const LONGEST_TEXT = 400;

/** An empty element of a class. */
export function element(tag: string, className: string): HTMLElement {
  const node = document.createElement(tag);
  node.className = className;
  return node;
}

/** Room for what is not in sight. */
export function spacer(width: number): HTMLElement {
  const node = element('div', 'jp-datawisp-Grid-spacer');
  node.setAttribute('role', 'none');
  node.style.width = `${width}px`;
  return node;
}

/** Write a cell; undefined stands for one that is still on its way. */
export function fill(node: HTMLElement, cell: Cell | undefined): void {
  switch (cell?.kind) {
    case undefined:
      node.classList.add('jp-mod-loading');
      break;
    case 'null':
      node.classList.add('jp-mod-null');
      node.textContent = 'NULL';
      break;
    case 'unreadable':
      node.classList.add('jp-mod-null');
      node.textContent = '(cannot be shown)';
      break;
    case 'value':
      node.textContent = lineOf(cell.text);
      break;
  }
}

/** One line of a text that may be long and have several. */
function lineOf(text: string): string {
  const cut = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
  return cut.replace(/\r\n|[\r\n\u2028\u2029]/g, '↵');
}

/** Let the browser show the whole text of a cell that is cut off. */
export function showWhole(target: EventTarget | null): void {
  if (target instanceof HTMLElement && target.dataset['at'] !== undefined) {
    target.title = target.scrollWidth > target.clientWidth ? target.textContent : '';
  }
}
