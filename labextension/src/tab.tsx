/** Tabs of the main area that show a React view and close for good. */

import type { JupyterFrontEnd } from '@jupyterlab/application';
import { MainAreaWidget } from '@jupyterlab/apputils';
import { ReactWidget, type LabIcon } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import type * as React from 'react';

export interface TabParts {
  /** The same tab is not opened twice. */
  readonly id: string;
  readonly label: string;
  readonly icon: LabIcon;
  readonly render: (close: () => void) => React.JSX.Element;
}

/** The content of a tab; it is disposed of when the tab is closed. */
export class Tab extends ReactWidget {
  constructor(private readonly parts: TabParts) {
    super();
    this.id = parts.id;
    this.addClass('jp-datawisp-Tab');
    this.title.label = parts.label;
    this.title.icon = parts.icon;
    this.title.closable = true;
    // The focus goes to the view's first input, not to the tab's content.
    this.node.tabIndex = -1;
  }

  protected override onActivateRequest(msg: Message): void {
    super.onActivateRequest(msg);
    if (!this.node.contains(document.activeElement)) {
      this.node.querySelector<HTMLElement>(FIRST)?.focus();
    }
  }

  protected override onCloseRequest(msg: Message): void {
    super.onCloseRequest(msg);
    this.dispose();
  }

  protected override render(): React.JSX.Element {
    return this.parts.render(() => {
      this.close();
    });
  }
}

const FIRST = '[data-first], input:not([type=radio]), select, button';

/** Show the tab of this id, and make it if there is none. */
export function openTab(shell: JupyterFrontEnd.IShell, parts: TabParts): void {
  const id = `${parts.id}-tab`;
  const isOpen = [...shell.widgets('main')].some(widget => widget.id === id);
  if (!isOpen) {
    const tab = new MainAreaWidget({ content: new Tab(parts) });
    tab.id = id;
    shell.add(tab, 'main');
  }
  shell.activateById(id);
}
