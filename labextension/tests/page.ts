/** A page that a test shows something in, and hands that do what a person does. */

import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import type * as React from 'react';
import { afterEach, beforeEach } from 'vitest';

/** Everything that a person can use. */
export const CONTROLS = 'input, select, textarea, button';

export class Page {
  host = document.createElement('div');
  private root: Root | undefined;

  async show(view: React.ReactNode): Promise<void> {
    await act(async () => {
      this.root?.render(view);
      await Promise.resolve();
    });
  }

  open(): void {
    this.host = document.createElement('div');
    document.body.append(this.host);
    this.root = createRoot(this.host);
  }

  close(): void {
    act(() => {
      this.root?.unmount();
    });
    this.host.remove();
  }

  get text(): string {
    return this.host.textContent;
  }

  /** The only element of a kind with this accessible name. */
  named(selector: string, name: string): HTMLElement {
    const found = [...this.host.querySelectorAll<HTMLElement>(selector)].filter(
      node => nameOf(node) === name,
    );
    const [first] = found;
    if (first === undefined || found.length > 1) {
      const names = [...this.host.querySelectorAll<HTMLElement>(selector)].map(nameOf);
      throw new Error(`${found.length} of ${name}, among ${names.join(' | ')}`);
    }
    return first;
  }

  input(name: string): HTMLInputElement {
    const found = this.named('input', name);
    if (!(found instanceof HTMLInputElement)) {
      throw new Error(`${name} is no input`);
    }
    return found;
  }

  async click(name: string, selector = 'button'): Promise<void> {
    await act(async () => {
      this.named(selector, name).click();
      await settled();
    });
  }

  async type(name: string, value: string, selector = 'input, textarea'): Promise<void> {
    await act(async () => {
      setValue(this.named(selector, name), value);
      await settled();
    });
  }

  async choose(name: string, value: string): Promise<void> {
    await act(async () => {
      const select = this.named('select', name) as HTMLSelectElement;
      select.value = value;
      select.dispatchEvent(new Event('change', { bubbles: true }));
      await settled();
    });
  }
}

/** Opened before each test of the module, and gone after it. */
export function openedPage(): Page {
  const page = new Page();
  beforeEach(() => {
    page.open();
  });
  afterEach(() => {
    page.close();
  });
  return page;
}

/** When all that has been promised so far is there. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) {
    await Promise.resolve();
  }
}

function setValue(node: HTMLElement, value: string): void {
  const kind = node instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
  const setter = Object.getOwnPropertyDescriptor(kind.prototype, 'value')?.set;
  setter?.call(node, value);
  node.dispatchEvent(new Event('input', { bubbles: true }));
}

/** What a screen reader calls it. */
export function nameOf(node: HTMLElement): string {
  const label = node.getAttribute('aria-label');
  if (label !== null) {
    return label;
  }
  if (
    node instanceof HTMLInputElement ||
    node instanceof HTMLTextAreaElement ||
    node instanceof HTMLSelectElement
  ) {
    const [first] = node.labels ?? [];
    const help = first?.querySelector('.jp-datawisp-Help, .jp-datawisp-Optional');
    return (first?.textContent ?? '').replace(help?.textContent ?? '', '').trim();
  }
  return node.textContent.trim();
}
