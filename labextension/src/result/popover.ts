/** A small window beside what opened it; Esc or a click elsewhere closes it. */

import type { IDisposable } from '@lumino/disposable';

const EDGE = 8;

export class Popover implements IDisposable {
  constructor(
    label: string,
    private readonly anchor: HTMLElement,
    private readonly onClose: () => void,
  ) {
    const { node } = this;
    node.className = 'jp-datawisp-Popover';
    node.setAttribute('role', 'dialog');
    node.setAttribute('aria-label', label);
    node.tabIndex = -1;
    node.addEventListener('keydown', this);
    document.addEventListener('pointerdown', this, true);
    window.addEventListener('resize', this);
    document.body.append(node);
  }

  readonly node = document.createElement('div');

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Show these parts, with the focus on the first that can have it. */
  show(...parts: readonly (Node | string)[]): void {
    this.node.replaceChildren(...parts);
    this.place();
    (this.node.querySelector<HTMLElement>(FOCUSABLE) ?? this.node).focus();
  }

  /** Its size has changed. */
  place(): void {
    const { node, anchor } = this;
    const box = anchor.getBoundingClientRect();
    const right = document.documentElement.clientWidth - node.offsetWidth - EDGE;
    const below = box.bottom + 4;
    const isAbove =
      below + node.offsetHeight > document.documentElement.clientHeight - EDGE &&
      box.top - node.offsetHeight - 4 > EDGE;
    node.style.left = `${Math.max(EDGE, Math.min(box.left, right))}px`;
    node.style.top = `${isAbove ? box.top - node.offsetHeight - 4 : below}px`;
  }

  handleEvent(event: Event): void {
    if (event instanceof KeyboardEvent) {
      this.onKeyDown(event);
    } else if (event.type === 'resize') {
      this.place();
    } else if (event.target instanceof Node && !this.node.contains(event.target)) {
      this.dispose();
    }
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this.node.removeEventListener('keydown', this);
      document.removeEventListener('pointerdown', this, true);
      window.removeEventListener('resize', this);
      const hadFocus = this.node.contains(document.activeElement);
      this.node.remove();
      if (hadFocus) {
        this.anchor.focus();
      }
      this.onClose();
    }
  }

  private onKeyDown(event: KeyboardEvent): void {
    // Nothing that is typed here is a command of the notebook.
    event.stopPropagation();
    if (event.key === 'Escape') {
      event.preventDefault();
      this.dispose();
    } else if (event.key === 'Tab') {
      this.keepFocus(event);
    }
  }

  private keepFocus(event: KeyboardEvent): void {
    const all = [...this.node.querySelectorAll<HTMLElement>(FOCUSABLE)];
    const [first, last] = [all[0], all.at(-1)];
    const leaving = event.shiftKey ? first : last;
    if (document.activeElement === leaving || first === undefined) {
      (event.shiftKey ? last : first)?.focus();
      event.preventDefault();
    }
  }

  private _isDisposed = false;
}

const FOCUSABLE =
  'input:not([disabled]), select:not([disabled]), button:not([disabled]), textarea, pre[tabindex]';
