/** The head of a column: its name, its type, its values at a glance, and the way to its menu. */

import type { IHeaderComp, IHeaderParams } from 'ag-grid-community';

import { filterIcon, moreIcon } from '../icons';
import type { ResultColumn } from '../result/messages';
import type { HeadState } from '../result/view';
import { columnOf, type GridContext } from './cell';
import { spark } from './spark';

export const HEAD_HEIGHT = 76;

export class ColumnHead implements IHeaderComp {
  init(params: IHeaderParams<unknown, GridContext>): void {
    const { context, eGridHeader, column } = params;
    this._context = context;
    this._outer = eGridHeader;
    this._column = columnOf(column.getColId());
    this._node.className = 'jp-datawisp-Head';
    this._title.className = 'jp-datawisp-Head-title';
    this._name.className = 'jp-datawisp-Head-name';
    this._name.dir = 'auto';
    this._sort.className = 'jp-datawisp-Head-sort';
    this._type.className = 'jp-datawisp-Head-type';
    this._summary.className = 'jp-datawisp-Head-summary';
    const filter = iconButton(filterIcon, 'Filter', button => {
      context.host.onFilter(this._column, button);
    });
    const menu = iconButton(moreIcon, 'Column menu', button => {
      context.host.onColumnMenu(this._column, button);
    });
    this._title.append(this._name, this._sort);
    this._buttons.className = 'jp-datawisp-Head-buttons';
    this._buttons.append(filter, menu);
    this._node.append(this._title, this._buttons, this._type, this._summary);
    this._node.onclick = event => {
      if (event.target instanceof Node && !this._buttons.contains(event.target)) {
        context.host.onSort(this._column, event.shiftKey);
      }
    };
    this._node.oncontextmenu = event => {
      if (event.shiftKey) {
        // With Shift it is JupyterLab's own menu, or the browser's.
        return;
      }
      event.preventDefault();
      event.stopPropagation();
      context.host.onColumnMenu(this._column, this._node);
    };
    context.heads.add(this);
    this.write();
  }

  getGui(): HTMLElement {
    return this._node;
  }

  refresh(): boolean {
    this.write();
    return true;
  }

  destroy(): void {
    this._context?.heads.delete(this);
  }

  /** Write what is known now. */
  write(): void {
    const { pages, host } = this._context ?? {};
    const shape = pages?.shape.columns[this._column];
    const name = shape?.name ?? '';
    const look = pages?.look(this._column);
    // Without rows no page comes that says the database's own name of the type.
    const type = pages?.shape.rows === 0 ? arrowTypeOf(shape) : look?.type;
    const state = host?.headState(this._column);
    this._node.classList.toggle('jp-mod-number', look?.isNumeric ?? false);
    this._node.classList.toggle('jp-mod-filtered', state?.isFiltered ?? false);
    this._title.title = type === undefined ? name : `${name}\n${type}`;
    this._name.textContent = name === '' ? '(no name)' : name;
    this._type.textContent = type ?? '\u00a0';
    if (state !== undefined) {
      this.writeState(state);
    }
  }

  private writeState({ sort, isSortedByMore, summary }: HeadState): void {
    const arrow = sort === null ? '' : sort.descending ? '↓' : '↑';
    this._sort.textContent =
      sort !== null && isSortedByMore ? `${arrow}${sort.place + 1}` : arrow;
    this._sort.setAttribute('aria-hidden', 'true');
    this._outer?.setAttribute(
      'aria-sort',
      sort === null ? 'none' : sort.descending ? 'descending' : 'ascending',
    );
    if (summary !== this._shown) {
      this._shown = summary;
      this._summary.replaceChildren(...(summary === null ? [] : [spark(summary)]));
    }
  }

  private readonly _node = document.createElement('div');
  private readonly _title = document.createElement('div');
  private readonly _name = document.createElement('span');
  private readonly _sort = document.createElement('span');
  private readonly _type = document.createElement('div');
  private readonly _summary = document.createElement('div');
  private readonly _buttons = document.createElement('div');
  private _context: GridContext | undefined;
  private _outer: HTMLElement | undefined;
  private _shown: HeadState['summary'] = null;
  private _column = 0;
}

function arrowTypeOf(shape: ResultColumn | undefined): string | undefined {
  return shape === undefined || shape.logical === '' ? shape?.type : shape.logical;
}

/** For the mouse: the keyboard has keys on the head itself, which has the focus. */
function iconButton(
  icon: typeof filterIcon,
  label: string,
  action: (button: HTMLElement) => void,
): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.tabIndex = -1;
  button.className = 'jp-datawisp-Head-button';
  button.title = label;
  button.setAttribute('aria-label', label);
  icon.element({ container: button });
  button.onclick = () => {
    action(button);
  };
  return button;
}
