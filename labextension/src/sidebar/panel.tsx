/** The "Data sources" panel of the left sidebar. */

import { ReactWidget } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import type { Message } from '@lumino/messaging';
import * as React from 'react';

import type { SharingModel } from '../model/sharing';
import type { SourcesModel } from '../model/sources';
import { databaseIcon } from '../icons';
import { PanelView } from './panel-view';

/** The panel; it asks for the sources when it is first shown. */
export class SourcesPanel extends ReactWidget {
  constructor(
    private readonly model: SourcesModel,
    private readonly sharing: SharingModel,
    private readonly commands: CommandRegistry,
  ) {
    super();
    this.id = 'datawisp-sources';
    this.addClass('jp-datawisp-Panel');
    this.title.icon = databaseIcon;
    this.title.caption = 'Data sources';
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', 'Data sources');
  }

  /** Put the focus on a source, once it is there. */
  reveal(id: string): void {
    this.node.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`)?.focus();
  }

  protected override onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    if (!this._wasShown) {
      this._wasShown = true;
      void this.model.refresh();
    }
  }

  protected override onActivateRequest(msg: Message): void {
    super.onActivateRequest(msg);
    const first = this.node.querySelector<HTMLElement>(
      '[role=treeitem][tabindex="0"], button',
    );
    first?.focus();
  }

  protected override render(): React.JSX.Element {
    return <PanelView model={this.model} sharing={this.sharing} commands={this.commands} />;
  }

  private _wasShown = false;
}
