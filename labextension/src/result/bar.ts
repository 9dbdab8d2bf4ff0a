/** The line that says what a result is, with what can be done with the whole of it. */

import type { IDisposable } from '@lumino/disposable';

import { databaseIcon, exportIcon } from '../icons';
import { element, iconButton } from './build';
import type { ResultShape } from './messages';
import { button } from './parts';
import type { ResultViewState } from './view-state';
import { counted, rowWords, shownWords, sizeWords, timeWords } from './words';

/** What the buttons of the line do. */
export interface BarActions {
  readonly retry: () => void;
  readonly showParameters: (anchor: HTMLElement) => void;
  readonly exportRows: () => void;
}

export class ResultBar implements IDisposable {
  constructor(
    private readonly shape: ResultShape,
    private readonly viewState: ResultViewState,
    private readonly actions: BarActions,
  ) {
    const icon = element('span', 'jp-datawisp-Bar-icon');
    databaseIcon.element({ container: icon });
    this._rows.setAttribute('role', 'status');
    this._slow.setAttribute('role', 'status');
    this._said.setAttribute('role', 'status');
    this.node.append(
      icon,
      element('strong', '', shape.source),
      this._rows,
      ...this.warning(),
      element('span', '', counted(shape.columns.length, 'column')),
      element('span', '', timeWords(shape.seconds)),
      element('span', '', sizeWords(shape.bytes)),
      this._slow,
      this._said,
      element('span', 'jp-datawisp-Gap'),
      ...this.buttons(),
    );
    viewState.changed.connect(this.write, this);
    this.write();
  }

  readonly node = element('div', 'jp-datawisp-Bar');

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Tell whether the kernel keeps the rows waiting. */
  showSlow(isSlow: boolean): void {
    this._slow.replaceChildren(
      ...(isSlow
        ? [
            element('span', '', 'The kernel is busy…'),
            button('Ask again', this.actions.retry),
          ]
        : []),
    );
  }

  /** Tell what came of an action. */
  say(words: string): void {
    this._said.textContent = words;
    this._said.title = words;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this.viewState.changed.disconnect(this.write, this);
      this.node.replaceChildren();
    }
  }

  private write(): void {
    const { rows } = this.viewState;
    this._rows.textContent = shownWords(rows, this.shape.rows);
    this._rows.classList.toggle('jp-mod-filtered', rows !== this.shape.rows);
  }

  /** Whoever adds up or draws these rows must know that they are not all. */
  private warning(): readonly HTMLElement[] {
    if (!this.shape.truncated) {
      return [];
    }
    const node = element(
      'span',
      'jp-datawisp-Bar-truncated',
      rowWords(this.shape.rows, true),
    );
    node.title =
      'The source has more rows than the limit of this query let through. ' +
      'What is counted, summed up or drawn here is of these rows only.';
    return [node];
  }

  private buttons(): readonly HTMLElement[] {
    const { parameters, mayExport, source } = this.shape;
    const asked = button(`Parameters (${parameters.length})`, () => {
      this.actions.showParameters(asked);
    });
    asked.setAttribute('aria-haspopup', 'dialog');
    const exporting = iconButton(
      exportIcon,
      mayExport
        ? 'Export these rows to a file'
        : `Your access to ${source} does not include export`,
      () => {
        if (mayExport) {
          this.actions.exportRows();
        }
      },
    );
    // It keeps its place in the order of focus, so that the reason can be heard.
    exporting.setAttribute('aria-disabled', String(!mayExport));
    return parameters.length === 0 ? [exporting] : [asked, exporting];
  }

  private readonly _rows = element('span', 'jp-datawisp-Bar-rows');
  private readonly _slow = element('span', 'jp-datawisp-Bar-slow');
  private readonly _said = element('span', 'jp-datawisp-Bar-said');
  private _isDisposed = false;
}
