/** The ways to look at one result: a strip of tabs, and what each of them shows. */

import type { IDisposable } from '@lumino/disposable';

import type { ChartRequest } from '../chart/messages';
import type { ResultChannel } from './channel';
import type { ResultShape } from './messages';
import type { OutputView } from './view';
import type { ResultViewState } from './view-state';

/** What a tab is given of the result that it shows. */
export interface ResultTabContext {
  readonly channel: ResultChannel;
  readonly shape: ResultShape;
  /** The rows that are shown: sorts and filters count in all tabs. */
  readonly viewState: ResultViewState;
  /** The chart that the output opens with; null for one that opens with rows. */
  readonly chart: ChartRequest | null;
  /** Tell that the result cannot be shown any more. */
  readonly fail: (error: unknown) => void;
}

/** One way to look at a result. */
export interface ResultTab {
  readonly id: string;
  readonly label: string;
  /** Called when the tab is looked at for the first time. */
  readonly create: (context: ResultTabContext) => OutputView;
}

let made = 0;

/** Shows one tab at a time; without a choice there is no strip. */
export class TabStrip implements IDisposable {
  constructor(
    private readonly tabs: readonly ResultTab[],
    private readonly context: ResultTabContext,
    first = '',
  ) {
    const id = `jp-datawisp-tabs-${++made}`;
    this.strip.className = 'jp-datawisp-Tabs';
    this.strip.setAttribute('role', 'tablist');
    this.strip.setAttribute('aria-label', 'Ways to look at the result');
    this.strip.hidden = tabs.length < 2;
    this.node.className = 'jp-datawisp-TabPanels';
    this._buttons = tabs.map((tab, index) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.id = `${id}-${tab.id}`;
      button.className = 'jp-datawisp-ResultTab';
      button.textContent = tab.label;
      button.setAttribute('role', 'tab');
      button.setAttribute('aria-controls', `${id}-${tab.id}-panel`);
      button.onclick = () => {
        this.choose(index);
      };
      button.onkeydown = event => {
        this.onKeyDown(event, index);
      };
      return button;
    });
    this._panels = tabs.map((tab, index) => {
      const panel = document.createElement('div');
      panel.id = `${id}-${tab.id}-panel`;
      panel.hidden = true;
      if (tabs.length > 1) {
        panel.setAttribute('role', 'tabpanel');
        panel.setAttribute('aria-labelledby', this._buttons[index]?.id ?? '');
      }
      return panel;
    });
    this.strip.append(...this._buttons);
    this.node.append(...this._panels);
    this.choose(
      Math.max(
        0,
        tabs.findIndex(tab => tab.id === first),
      ),
    );
  }

  /** The tabs. */
  readonly strip = document.createElement('div');
  /** What the chosen one shows. */
  readonly node = document.createElement('div');

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      for (const view of this._views.values()) {
        view.dispose();
      }
      this._views.clear();
      this.node.replaceChildren();
    }
  }

  private choose(chosen: number): void {
    const tab = this.tabs[chosen];
    const panel = this._panels[chosen];
    if (tab === undefined || panel === undefined) {
      return;
    }
    this._buttons.forEach((button, index) => {
      button.setAttribute('aria-selected', String(index === chosen));
      button.tabIndex = index === chosen ? 0 : -1;
    });
    this._panels.forEach((one, index) => {
      one.hidden = index !== chosen;
    });
    if (!this._views.has(tab.id)) {
      const view = tab.create(this.context);
      this._views.set(tab.id, view);
      panel.replaceChildren(view.node);
    }
  }

  private onKeyDown(event: KeyboardEvent, index: number): void {
    const { length } = this.tabs;
    const target = {
      ArrowRight: (index + 1) % length,
      ArrowLeft: (index + length - 1) % length,
      Home: 0,
      End: length - 1,
    }[event.key];
    if (target !== undefined) {
      this.choose(target);
      this._buttons[target]?.focus();
      event.preventDefault();
      event.stopPropagation();
    }
  }

  private readonly _buttons: readonly HTMLButtonElement[];
  private readonly _panels: readonly HTMLElement[];
  private readonly _views = new Map<string, OutputView>();
  private _isDisposed = false;
}
