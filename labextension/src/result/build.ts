/** Elements of the page, made in one line each. */

import type { LabIcon } from '@jupyterlab/ui-components';

/** An element of a class, with these parts. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  ...parts: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  node.className = className;
  node.append(...parts);
  return node;
}

/** A field for one line of text, with a name for those who do not see it. */
export function lineField(label: string, placeholder = ''): HTMLInputElement {
  const node = element('input', 'jp-datawisp-Entry jp-mod-styled');
  node.type = 'text';
  node.placeholder = placeholder;
  node.spellcheck = false;
  node.autocomplete = 'off';
  node.setAttribute('aria-label', label);
  return node;
}

/** A choice of one of several. */
export function choice(
  label: string,
  options: readonly { readonly value: string; readonly label: string }[],
): HTMLSelectElement {
  const node = element('select', 'jp-datawisp-Entry jp-mod-styled');
  node.setAttribute('aria-label', label);
  node.append(...options.map(one => new Option(one.label, one.value)));
  return node;
}

/** A box to tick, with its words. */
export function tick(
  isTicked: boolean,
  ...words: readonly (Node | string)[]
): { readonly node: HTMLLabelElement; readonly box: HTMLInputElement } {
  const box = element('input', '');
  box.type = 'checkbox';
  box.checked = isTicked;
  return { node: element('label', 'jp-datawisp-TickLine', box, ...words), box };
}

/** A button with an icon, and a name for those who do not see it. */
export function iconButton(
  icon: LabIcon,
  label: string,
  action: (node: HTMLElement) => void,
): HTMLButtonElement {
  const node = element('button', 'jp-datawisp-Tool');
  node.type = 'button';
  node.title = label;
  node.setAttribute('aria-label', label);
  icon.element({ container: node });
  node.onclick = () => {
    action(node);
  };
  return node;
}
