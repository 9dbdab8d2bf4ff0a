/** The sources as a tree: their tables, and the tables' columns. */

import { ellipsesIcon } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import * as React from 'react';

import type { Catalog, Source, Table } from '../api/messages';
import { Command } from '../commands';
import { insertCellIcon, kindIcon, shareIcon, tableIcon, viewIcon } from '../icons';
import type { SharingModel } from '../model/sharing';
import type { SourcesModel } from '../model/sources';
import { IconButton } from './icon-button';
import { TestNote } from './test-note';
import { TreeItem, useTree, type TreeState } from './tree-item';

const TABLES_AT_ONCE = 200;

export interface TreeProps {
  readonly model: SourcesModel;
  readonly sharing: SharingModel;
  readonly commands: CommandRegistry;
  readonly sources: readonly Source[];
}

export function SourceTree(props: TreeProps): React.JSX.Element {
  const tree = useTree(props.sources[0]?.id ?? '');
  return (
    <ul
      className="jp-datawisp-Tree"
      role="tree"
      aria-label="Data sources"
      onKeyDown={tree.onKeyDown}
    >
      {props.sources.map(source => (
        <SourceItem key={source.id} {...props} source={source} tree={tree} />
      ))}
    </ul>
  );
}

interface SourceItemProps extends TreeProps {
  readonly source: Source;
  readonly tree: TreeState;
}

function SourceItem(props: SourceItemProps): React.JSX.Element {
  const { source, model, tree, commands } = props;
  const isOpen = tree.isOpen(source.id);
  const sharedWith = source.mine ? (props.sharing.sharedWith(source.id) ?? 0) : 0;
  const mayOpen = maySee(source);
  React.useEffect(() => {
    if (isOpen && mayOpen && model.catalog(source.id) === undefined) {
      void model.loadCatalog(source.id);
    }
  }, [isOpen, mayOpen, model, source.id]);
  return (
    <TreeItem
      id={source.id}
      level={1}
      tree={tree}
      icon={kindIcon(source.kind)}
      name={source.name}
      note={source.mine ? KIND_NOTES[source.kind] : `from ${source.owner.name}`}
      data={{ source: source.id }}
      isParent
      actions={
        <Actions {...props}>
          <IconButton
            icon={insertCellIcon}
            label={`Insert a query cell for ${source.name}`}
            tabIndex={tree.tabIndex(source.id)}
            onClick={() => void commands.execute(Command.insertCell, { source: source.id })}
          />
          {source.actions.includes('source:manage') && (
            <IconButton
              icon={shareIcon}
              label={`Share ${source.name}${sharedWords(sharedWith)}`}
              count={sharedWith === 0 ? undefined : sharedWith}
              tabIndex={tree.tabIndex(source.id)}
              onClick={() => void commands.execute(Command.share, { source: source.id })}
            />
          )}
        </Actions>
      }
      below={<TestNote model={model} source={source} />}
    >
      <Tables {...props} />
    </TreeItem>
  );
}

function sharedWords(count: number): string {
  return count === 0 ? '' : `, shared with ${count}`;
}

const KIND_NOTES: Readonly<Record<string, string>> = {
  postgresql: 'PostgreSQL',
  mysql: 'MySQL or MariaDB',
  sqlite: 'SQLite',
  duckdb: 'DuckDB',
};

function Actions(
  props: SourceItemProps & { readonly children: React.ReactNode },
): React.JSX.Element {
  return (
    <>
      {props.children}
      <IconButton
        icon={ellipsesIcon}
        label={`More actions for ${props.source.name}`}
        tabIndex={props.tree.tabIndex(props.source.id)}
        onClick={event => {
          openMenuOf(event.currentTarget);
        }}
      />
    </>
  );
}

/** Open the context menu of the line that a button stands in, below the button. */
function openMenuOf(button: Element): void {
  const { left: clientX, bottom: clientY } = button.getBoundingClientRect();
  button.dispatchEvent(
    new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX, clientY }),
  );
}

/** Whether its tables are theirs to see; who may only run saved queries sees none. */
function maySee(source: Source): boolean {
  return source.actions.includes('source:see');
}

/** What there is for who sees no tables. */
function Runnable(props: SourceItemProps): React.JSX.Element {
  const { source, commands } = props;
  if (!source.actions.includes('source:run')) {
    return <Line>Nothing of it that you can see now.</Line>;
  }
  return (
    <Line>
      You can run saved queries of it.{' '}
      <button
        type="button"
        className="jp-datawisp-TextButton"
        onClick={() => void commands.execute(Command.savedQueries, { source: source.id })}
      >
        Show them
      </button>
    </Line>
  );
}

function Tables(props: SourceItemProps): React.JSX.Element {
  const { model, source } = props;
  const [shown, setShown] = React.useState(TABLES_AT_ONCE);
  const asked = model.catalog(source.id);
  if (!maySee(source)) {
    return <Runnable {...props} />;
  }
  if (asked === undefined || asked.status === 'waiting') {
    return <Line isBusy>Loading tables…</Line>;
  }
  if (asked.status === 'failed') {
    return (
      <Line isError>
        {asked.problem.detail} {asked.problem.hint}{' '}
        <button
          type="button"
          className="jp-datawisp-TextButton"
          onClick={() => void model.loadCatalog(source.id)}
        >
          Try again
        </button>
      </Line>
    );
  }
  const { tables } = asked.value;
  if (tables.length === 0) {
    return <Line>No tables that you can see.</Line>;
  }
  return (
    <>
      {tables.slice(0, shown).map(table => (
        <TableItem
          key={`${table.schema}\u0000${table.name}`}
          {...props}
          table={table}
          catalog={asked.value}
        />
      ))}
      {tables.length > shown && (
        <Line>
          <button
            type="button"
            className="jp-datawisp-TextButton"
            onClick={() => {
              setShown(shown + TABLES_AT_ONCE);
            }}
          >
            Show {Math.min(TABLES_AT_ONCE, tables.length - shown)} more of {tables.length}{' '}
            tables
          </button>
        </Line>
      )}
    </>
  );
}

function Line(props: {
  readonly isBusy?: boolean;
  readonly isError?: boolean;
  readonly children: React.ReactNode;
}): React.JSX.Element {
  return (
    <li role="none" className={`jp-datawisp-Line${props.isError ? ' jp-mod-error' : ''}`}>
      {props.isBusy && <span className="jp-datawisp-Busy" aria-hidden="true" />}
      <span role={props.isError ? 'alert' : 'status'}>{props.children}</span>
    </li>
  );
}

function TableItem(
  props: SourceItemProps & { readonly table: Table; readonly catalog: Catalog },
): React.JSX.Element {
  const { source, table, catalog, tree, commands } = props;
  const isDefault = catalog.defaultSchemas.includes(table.schema);
  const name = isDefault ? table.name : `${table.schema}.${table.name}`;
  const id = `${source.id}\u0000${table.schema}\u0000${table.name}`;
  const data = { source: source.id, schema: table.schema, table: table.name };
  return (
    <TreeItem
      id={id}
      level={2}
      tree={tree}
      icon={table.isView ? viewIcon : tableIcon}
      name={name}
      note={table.isView ? 'view' : undefined}
      data={data}
      isParent
      actions={
        <IconButton
          icon={insertCellIcon}
          label={`Insert a query cell for ${name}`}
          tabIndex={tree.tabIndex(id)}
          onClick={() => void commands.execute(Command.insertCell, data)}
        />
      }
    >
      {table.columns.map((column, index) => (
        <TreeItem
          key={index}
          id={`${id}\u0000${index}`}
          level={3}
          tree={tree}
          name={column.name}
          note={column.nullable ? column.type : `${column.type}, not null`}
          data={{ ...data, column: column.name }}
        />
      ))}
    </TreeItem>
  );
}
