/** Find the next or the previous cell with a text, and go to a row by its number. */

import { closeIcon } from '../icons';
import { element, iconButton, lineField } from '../result/build';
import { button } from '../result/parts';

/** What the bar asks for. */
export interface FindActions {
  /** Find a text; what came of it in words, empty when it was found. */
  readonly find: (text: string, isBackwards: boolean) => Promise<string>;
  /** Go to a row, counted from 1. */
  readonly goTo: (row: number) => void;
  readonly close: () => void;
}

export class FindBar {
  constructor(
    rows: () => number,
    private readonly actions: FindActions,
  ) {
    this._text = lineField('Find a text', 'Find');
    this._row = lineField('Go to a row by its number', 'Row number');
    this._row.inputMode = 'numeric';
    this._row.classList.add('jp-datawisp-FindBar-row');
    this._says.setAttribute('role', 'status');
    this._text.onkeydown = event => {
      if (event.key === 'Enter') {
        event.preventDefault();
        this.find(event.shiftKey);
      }
    };
    this._row.onkeydown = event => {
      if (event.key === 'Enter') {
        event.preventDefault();
        this.go(rows());
      }
    };
    this.node.hidden = true;
    this.node.setAttribute('role', 'search');
    this.node.onkeydown = event => {
      event.stopPropagation();
      if (event.key === 'Escape') {
        actions.close();
      }
    };
    this.node.append(
      this._text,
      button('Previous', () => {
        this.find(true);
      }),
      button('Next', () => {
        this.find(false);
      }),
      element('span', 'jp-datawisp-FindBar-or', 'or'),
      this._row,
      button('Go', () => {
        this.go(rows());
      }),
      this._says,
      element('span', 'jp-datawisp-Gap'),
      iconButton(closeIcon, 'Close (Esc)', actions.close),
    );
  }

  readonly node = element('div', 'jp-datawisp-FindBar');

  /** Show the bar, ready to write a text or the number of a row. */
  open(first: 'text' | 'row'): void {
    this.node.hidden = false;
    const field = first === 'text' ? this._text : this._row;
    field.focus();
    field.select();
  }

  private find(isBackwards: boolean): void {
    const text = this._text.value;
    if (text !== '') {
      this._says.textContent = 'Looking…';
      void this.actions.find(text, isBackwards).then(words => {
        this._says.textContent = words;
      });
    }
  }

  private go(rows: number): void {
    const row = Number(this._row.value.replace(/[,_\s]/g, ''));
    if (Number.isInteger(row) && row >= 1 && row <= rows) {
      this._says.textContent = '';
      this.actions.goTo(row);
    } else {
      this._says.textContent =
        rows === 0
          ? 'There are no rows.'
          : `Rows have numbers from 1 to ${rows.toLocaleString('en-US')}.`;
    }
  }

  private readonly _text: HTMLInputElement;
  private readonly _row: HTMLInputElement;
  private readonly _says = element('span', 'jp-datawisp-FindBar-says');
}
