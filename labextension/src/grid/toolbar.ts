/** The line above the rows: a text to filter by, what is filtered and sorted, and buttons. */

import type { IDisposable } from '@lumino/disposable';

import { closeIcon, columnsIcon, findIcon } from '../icons';
import type { ResultShape } from '../result/messages';
import { button } from '../result/parts';
import { WHOLE } from '../result/requests';
import type { ResultViewState } from '../result/view-state';
import { element, iconButton, lineField } from '../result/build';
import { filterWords } from './filters';

const TYPED_MS = 350;

/** What the buttons do. */
export interface ToolbarActions {
  readonly onFind: () => void;
  readonly onColumns: (anchor: HTMLElement) => void;
  readonly onFilter: (column: number, anchor: HTMLElement) => void;
}

export class Toolbar implements IDisposable {
  constructor(
    private readonly shape: ResultShape,
    private readonly viewState: ResultViewState,
    private readonly actions: ToolbarActions,
  ) {
    this._text = lineField('Filter by a text in any column', 'Filter all columns');
    this._text.classList.add('jp-datawisp-Toolbar-text');
    this._text.oninput = () => {
      window.clearTimeout(this._timer);
      this._timer = window.setTimeout(() => {
        this.filter();
      }, TYPED_MS);
    };
    this._text.onkeydown = event => {
      this.onKeyDown(event);
    };
    this._status.setAttribute('role', 'status');
    this.node.append(
      this._text,
      this._chips,
      this._status,
      element('span', 'jp-datawisp-Gap'),
      iconButton(findIcon, 'Find or go to a row (Ctrl+F)', actions.onFind),
      iconButton(columnsIcon, 'Choose columns', actions.onColumns),
    );
    viewState.changed.connect(this.write, this);
    viewState.statusChanged.connect(this.write, this);
    this.write();
  }

  readonly node = element('div', 'jp-datawisp-Toolbar');

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Tell something in the line, such as what was copied; empty for nothing. */
  say(words: string): void {
    this._said = words;
    this.write();
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      window.clearTimeout(this._timer);
      this.viewState.changed.disconnect(this.write, this);
      this.viewState.statusChanged.disconnect(this.write, this);
      this.node.replaceChildren();
    }
  }

  private filter(): void {
    window.clearTimeout(this._timer);
    if (this._text.value !== this.viewState.wanted.text) {
      void this.viewState.change({ text: this._text.value });
    }
  }

  private onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Enter') {
      this.filter();
    } else if (event.key === 'Escape' && this._text.value !== '') {
      this._text.value = '';
      this.filter();
    } else {
      return;
    }
    event.stopPropagation();
  }

  private write(): void {
    const { wanted, working, problem } = this.viewState;
    if (document.activeElement !== this._text) {
      this._text.value = wanted.text;
    }
    this._chips.replaceChildren(...this.chips());
    if (working !== null) {
      const percent =
        working.fraction === null ? '' : ` ${Math.round(working.fraction * 100)} %`;
      const stop = button('Stop', () => {
        this.viewState.cancel();
      });
      const busy = element('span', 'jp-datawisp-Busy');
      busy.setAttribute('aria-hidden', 'true');
      this._status.replaceChildren(busy, `Sorting and filtering…${percent}`, stop);
    } else if (problem !== '') {
      this._status.replaceChildren(element('span', 'jp-datawisp-Problem', problem));
    } else {
      this._status.replaceChildren(this._said);
    }
  }

  private chips(): HTMLElement[] {
    const { wanted } = this.viewState;
    const { sort, filters } = wanted;
    const name = (column: number): string => this.shape.columns[column]?.name ?? '';
    const chips = filters.map(filter =>
      chip(
        filterWords(filter, name(filter.column)),
        anchor => {
          this.actions.onFilter(filter.column, anchor);
        },
        () => {
          const others = this.viewState.wanted.filters.filter(one => one !== filter);
          void this.viewState.change({ filters: others });
        },
      ),
    );
    if (sort.length > 0) {
      const words = sort.map(
        ({ column, descending }) => `${name(column)} ${descending ? '↓' : '↑'}`,
      );
      chips.push(
        chip(`Sorted by ${words.join(', ')}`, null, () => {
          void this.viewState.change({ sort: [] });
        }),
      );
    }
    if (chips.length + (wanted.text === '' ? 0 : 1) > 1) {
      const clear = element('button', 'jp-datawisp-ClearAll', 'Clear all');
      clear.type = 'button';
      clear.onclick = () => {
        this._text.value = '';
        void this.viewState.want(WHOLE);
      };
      chips.push(clear);
    }
    return chips;
  }

  private readonly _text: HTMLInputElement;
  private readonly _chips = element('div', 'jp-datawisp-Chips');
  private readonly _status = element('div', 'jp-datawisp-Toolbar-status');
  private _said = '';
  private _timer = 0;
  private _isDisposed = false;
}

/** What narrows or orders the rows, with a way to change it and a way to drop it. */
function chip(
  words: string,
  change: ((anchor: HTMLElement) => void) | null,
  drop: () => void,
): HTMLElement {
  const text = element(change === null ? 'span' : 'button', 'jp-datawisp-Chip-text', words);
  text.dir = 'auto';
  text.title = words;
  if (change !== null && text instanceof HTMLButtonElement) {
    text.type = 'button';
    text.onclick = () => {
      change(text);
    };
  }
  const close = iconButton(closeIcon, `Drop: ${words}`, drop);
  return element('span', 'jp-datawisp-Chip', text, close);
}
