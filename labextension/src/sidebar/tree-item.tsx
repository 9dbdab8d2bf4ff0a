/** One line of a tree, and the tree's own state: what is open, and where the keyboard is. */

import { caretRightIcon, type LabIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

export interface TreeState {
  readonly isOpen: (id: string) => boolean;
  readonly toggle: (id: string) => void;
  readonly activate: (id: string) => void;
  /** 0 for the one line that the Tab key reaches, -1 for all others. */
  readonly tabIndex: (id: string) => 0 | -1;
  readonly onKeyDown: (event: React.KeyboardEvent<HTMLElement>) => void;
}

/** The state of a tree whose line `first` is reached first. */
export function useTree(first: string): TreeState {
  const [open, setOpen] = React.useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = React.useState(first);
  const toggle = (id: string): void => {
    const next = new Set(open);
    if (!next.delete(id)) {
      next.add(id);
    }
    setOpen(next);
  };
  return {
    isOpen: id => open.has(id),
    toggle,
    activate: setActive,
    tabIndex: id => (id === active ? 0 : -1),
    onKeyDown: event => {
      const item = event.target;
      // Keys in a line's buttons and links are theirs.
      if (item instanceof HTMLElement && item.getAttribute('role') === 'treeitem') {
        if (moveOrToggle(event.key, item, toggle)) {
          event.preventDefault();
          event.stopPropagation();
        }
      }
    },
  };
}

function moveOrToggle(
  key: string,
  item: HTMLElement,
  toggle: (id: string) => void,
): boolean {
  const expanded = item.getAttribute('aria-expanded');
  const id = item.dataset['id'] ?? '';
  switch (key) {
    case 'ArrowDown':
      return focusFrom(item, 1);
    case 'ArrowUp':
      return focusFrom(item, -1);
    case 'Home':
      return focus(itemsAround(item)[0]);
    case 'End':
      return focus(itemsAround(item).at(-1));
    case 'ArrowRight':
      return expanded === 'false' ? done(toggle, id) : focusInto(item);
    case 'ArrowLeft':
      return expanded === 'true'
        ? done(toggle, id)
        : focus(item.parentElement?.closest<HTMLElement>('[role=treeitem]'));
    case 'Enter':
    case ' ':
      return expanded !== null && done(toggle, id);
    default:
      return false;
  }
}

function done(toggle: (id: string) => void, id: string): true {
  toggle(id);
  return true;
}

function itemsAround(item: HTMLElement): HTMLElement[] {
  const tree = item.closest('[role=tree]');
  return tree === null ? [] : [...tree.querySelectorAll<HTMLElement>('[role=treeitem]')];
}

function focusFrom(item: HTMLElement, step: number): true {
  const items = itemsAround(item);
  return focus(items[items.indexOf(item) + step]);
}

function focusInto(item: HTMLElement): true {
  return focus(item.querySelector<HTMLElement>('[role=treeitem]'));
}

function focus(item: HTMLElement | null | undefined): true {
  item?.focus();
  return true;
}

export interface TreeItemProps {
  readonly id: string;
  readonly level: number;
  readonly tree: TreeState;
  readonly name: string;
  readonly icon?: LabIcon;
  readonly note?: string | undefined;
  readonly data: Readonly<Record<string, string>>;
  readonly isParent?: boolean;
  readonly actions?: React.ReactNode;
  /** Stands between the line and its children, whether it is open or not. */
  readonly below?: React.ReactNode;
  readonly children?: React.ReactNode;
}

/** A line of the tree with all below it; children are made only while it is open. */
export function TreeItem(props: TreeItemProps): React.JSX.Element {
  const { id, level, tree, isParent = false } = props;
  const isOpen = isParent && tree.isOpen(id);
  const data = Object.fromEntries(
    Object.entries(props.data).map(([key, value]) => [`data-${key}`, value]),
  );
  return (
    <li
      {...data}
      className="jp-datawisp-Item"
      role="treeitem"
      aria-level={level}
      aria-label={props.note === undefined ? props.name : `${props.name}, ${props.note}`}
      aria-expanded={isParent ? isOpen : undefined}
      aria-selected={tree.tabIndex(id) === 0}
      tabIndex={tree.tabIndex(id)}
      data-id={id}
      onFocus={event => {
        event.stopPropagation();
        tree.activate(id);
      }}
    >
      <div
        className="jp-datawisp-Row"
        style={{ paddingInlineStart: 4 + 16 * (level - 1) }}
        onClick={() => {
          if (isParent) {
            tree.toggle(id);
          }
        }}
      >
        <span
          className={`jp-datawisp-Caret${isOpen ? ' jp-mod-open' : ''}`}
          aria-hidden="true"
        >
          {isParent && <caretRightIcon.react tag="span" className="jp-datawisp-Icon" />}
        </span>
        {props.icon !== undefined && (
          <props.icon.react tag="span" className="jp-datawisp-Icon" aria-hidden="true" />
        )}
        <span className="jp-datawisp-Row-name" title={props.name}>
          {props.name}
        </span>
        {props.note !== undefined && (
          <span className="jp-datawisp-Row-note" title={props.note}>
            {props.note}
          </span>
        )}
        {props.actions !== undefined && (
          <span
            className="jp-datawisp-Row-actions"
            onClick={event => {
              event.stopPropagation();
            }}
          >
            {props.actions}
          </span>
        )}
      </div>
      {props.below}
      {isOpen && (
        <ul role="group" className="jp-datawisp-Group">
          {props.children}
        </ul>
      )}
    </li>
  );
}
