/** The head of a column: its name and its type. */

import type { IHeaderComp, IHeaderParams } from 'ag-grid-community';

import { columnOf, type GridContext } from './cell';

export const HEAD_HEIGHT = 44;

export class ColumnHead implements IHeaderComp {
  init(params: IHeaderParams<unknown, GridContext>): void {
    this._context = params.context;
    this._column = columnOf(params.column.getColId());
    this._node.className = 'jp-datawisp-Head';
    this._name.className = 'jp-datawisp-Head-name';
    this._name.dir = 'auto';
    this._type.className = 'jp-datawisp-Head-type';
    this._node.append(this._name, this._type);
    this._context.heads.add(this);
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
    const { pages } = this._context ?? {};
    const name = pages?.shape.columns[this._column]?.name ?? '';
    const look = pages?.look(this._column);
    this._node.classList.toggle('jp-mod-number', look?.isNumeric ?? false);
    this._node.title = look === undefined ? name : `${name}\n${look.type}`;
    this._name.textContent = name;
    this._type.textContent = look?.type ?? '\u00a0';
  }

  private readonly _node = document.createElement('div');
  private readonly _name = document.createElement('span');
  private readonly _type = document.createElement('span');
  private _context: GridContext | undefined;
  private _column = 0;
}
