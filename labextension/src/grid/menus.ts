/** Menus in JupyterLab's own clothes: of a column, and of cells. */

import { CommandRegistry } from '@lumino/commands';
import { Menu } from '@lumino/widgets';

/** A line of a menu; null separates. */
export type MenuItem = {
  readonly label: string;
  readonly run: () => void;
  readonly isEnabled?: boolean;
  readonly isToggled?: boolean;
  /** The key that does the same. */
  readonly keys?: readonly string[];
} | null;

/** Open a menu at a place of the window; it is let go of when it closes. */
export function openMenu(
  items: readonly MenuItem[],
  at: { readonly x: number; readonly y: number },
): Menu {
  const commands = new CommandRegistry();
  const menu = new Menu({ commands });
  menu.addClass('jp-datawisp-Menu');
  items.forEach((item, index) => {
    if (item === null) {
      menu.addItem({ type: 'separator' });
      return;
    }
    const id = `datawisp:menu-${index}`;
    commands.addCommand(id, {
      label: item.label,
      isEnabled: () => item.isEnabled ?? true,
      isToggled: () => item.isToggled ?? false,
      isToggleable: item.isToggled !== undefined,
      execute: item.run,
    });
    if (item.keys !== undefined) {
      commands.addKeyBinding({
        command: id,
        keys: [...item.keys],
        selector: '.jp-datawisp-Grid',
      });
    }
    menu.addItem({ command: id });
  });
  menu.aboutToClose.connect(() => {
    // The command of an item runs after this.
    window.setTimeout(() => {
      menu.dispose();
    });
  });
  menu.open(at.x, at.y);
  return menu;
}
