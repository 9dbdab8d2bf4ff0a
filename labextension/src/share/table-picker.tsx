/** Which tables a grant is about, ticked in the source's own catalog. */

import { caretRightIcon, closeIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { Catalog, Table } from '../api/messages';
import { tableIcon, viewIcon } from '../icons';
import { tableField, type ShareForm } from '../model/share-draft';
import { counted, tableWords } from '../model/share-words';
import {
  choiceOf,
  keyOf,
  setTable,
  tablesOf,
  tickAll,
  tickOfAll,
  tickOfSchema,
  tickSchema,
  WHOLE_TABLE,
  type TableChoice,
  type TableChoices,
  type Tick,
} from '../model/table-choice';
import { IconButton } from '../sidebar/icon-button';
import { TableDetail } from './table-detail';

const TABLES_AT_ONCE = 100;

export interface PickerProps {
  readonly form: ShareForm;
  readonly catalog: Catalog;
  readonly faults: Readonly<Record<string, string>>;
  /** Whether the filters that are typed have been found good. */
  readonly areFiltersGood: boolean;
  readonly onChange: (tables: TableChoices) => void;
}

export function TablePicker(props: PickerProps): React.JSX.Element {
  const { form, catalog, faults, onChange } = props;
  const { tables: choices } = form;
  const [search, setSearch] = React.useState('');
  const [open, setOpen] = React.useState<ReadonlySet<string>>(
    () =>
      new Set(Object.keys(choices.tables).filter(key => isChanged(choices.tables[key]))),
  );
  const [shown, setShown] = React.useState(TABLES_AT_ONCE);
  const faultId = React.useId();
  const found = catalog.tables.filter(table => isFound(table, search));
  const visible = found.slice(0, shown);
  const schemas = [...new Set(visible.map(table => table.schema))];
  const isOnly = new Set(catalog.tables.map(table => table.schema)).size < 2;
  const toggle = (key: string): void => {
    const next = new Set(open);
    if (!next.delete(key)) {
      next.add(key);
    }
    setOpen(next);
  };
  const pick = (tables: readonly Table[], choice: TableChoice | undefined): void => {
    onChange(tables.reduce((all, table) => setTable(all, table, choice, catalog), choices));
  };
  return (
    <fieldset className="jp-datawisp-Picker">
      <legend>
        {form.effect === 'deny' ? 'What is taken away' : 'Tables and columns'}
      </legend>
      {form.effect === 'deny' && (
        <p className="jp-datawisp-Help">
          Without a table, what they may not do holds for the whole source.
        </p>
      )}
      <div className="jp-datawisp-Picker-bar">
        <input
          className="jp-mod-styled"
          type="search"
          placeholder="Find tables and columns"
          aria-label="Find tables and columns"
          value={search}
          onChange={event => {
            setSearch(event.target.value);
            setShown(TABLES_AT_ONCE);
          }}
        />
        {search.trim() !== '' && found.length > 0 && (
          <button
            type="button"
            className="jp-datawisp-TextButton"
            onClick={() => {
              pick(
                found.filter(table => choiceOf(choices, table) === undefined),
                WHOLE_TABLE,
              );
            }}
          >
            Tick the {found.length} found
          </button>
        )}
      </div>
      <div
        className="jp-datawisp-Picker-list"
        role="group"
        aria-label="Tables"
        aria-describedby={faults['tables'] === undefined ? undefined : faultId}
      >
        {search.trim() === '' && (
          <TickRow
            tick={tickOfAll(choices)}
            title="All tables"
            note="also those that are added later"
            isInvalid={faults['tables'] !== undefined}
            onChange={isOn => {
              onChange(tickAll(choices, isOn));
            }}
          />
        )}
        {schemas.map(schema => (
          <React.Fragment key={schema}>
            {!isOnly && (
              <TickRow
                tick={tickOfSchema(choices, schema, catalog)}
                title={schema}
                note={`all ${counted(tablesOf(catalog, schema).length, 'table')}, also later ones`}
                level={1}
                onChange={isOn => {
                  onChange(tickSchema(choices, schema, isOn, catalog));
                }}
              />
            )}
            {visible
              .filter(table => table.schema === schema)
              .map(table => (
                <TableRow
                  key={keyOf(table)}
                  {...props}
                  table={table}
                  level={isOnly ? 1 : 2}
                  isOpen={open.has(keyOf(table)) || isFaulty(table, faults)}
                  onToggle={() => {
                    toggle(keyOf(table));
                  }}
                  onChoose={choice => {
                    onChange(setTable(choices, table, choice, catalog));
                  }}
                />
              ))}
          </React.Fragment>
        ))}
        {found.length === 0 && (
          <p className="jp-datawisp-Help">
            {catalog.tables.length === 0 ? 'The source has no tables.' : 'Nothing found.'}
          </p>
        )}
        {found.length > visible.length && (
          <button
            type="button"
            className="jp-datawisp-TextButton"
            onClick={() => {
              setShown(shown + TABLES_AT_ONCE);
            }}
          >
            Show more of {counted(found.length, 'table')}
          </button>
        )}
      </div>
      {faults['tables'] !== undefined && (
        <span id={faultId} className="jp-datawisp-Fault">
          {faults['tables']}
        </span>
      )}
      <Patterns {...props} />
    </fieldset>
  );
}

function isChanged(choice: TableChoice | undefined): boolean {
  return (
    choice !== undefined &&
    (choice.rowFilter !== '' || Object.keys(choice.columns).length > 0)
  );
}

function isFound(table: Table, search: string): boolean {
  const names = [keyOf(table), ...table.columns.map(column => column.name)]
    .join(' ')
    .toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every(word => names.includes(word));
}

function isFaulty(table: Table, faults: Readonly<Record<string, string>>): boolean {
  return Object.keys(faults).some(field => field.endsWith(` ${keyOf(table)}`));
}

function TickRow(props: {
  readonly tick: Tick;
  readonly title: string;
  readonly note: string;
  readonly level?: number;
  readonly isInvalid?: boolean;
  readonly onChange: (isOn: boolean) => void;
}): React.JSX.Element {
  return (
    <label className="jp-datawisp-Tick" style={indent(props.level ?? 0)}>
      <TickBox {...props} />
      <span className="jp-datawisp-Tick-name">{props.title}</span>
      <span className="jp-datawisp-Tick-note">{props.note}</span>
    </label>
  );
}

function TickBox(props: {
  readonly tick: Tick;
  readonly label?: string;
  readonly isInvalid?: boolean;
  readonly onChange: (isOn: boolean) => void;
}): React.JSX.Element {
  const { tick } = props;
  return (
    <input
      type="checkbox"
      aria-label={props.label}
      aria-invalid={props.isInvalid ?? false}
      checked={tick === 'on'}
      ref={input => {
        if (input !== null) {
          input.indeterminate = tick === 'some';
        }
      }}
      onChange={event => {
        props.onChange(event.target.checked);
      }}
    />
  );
}

function indent(level: number): React.CSSProperties {
  return { paddingInlineStart: 8 + 20 * level };
}

function TableRow(
  props: PickerProps & {
    readonly table: Table;
    readonly level: number;
    readonly isOpen: boolean;
    readonly onToggle: () => void;
    readonly onChoose: (choice: TableChoice | undefined) => void;
  },
): React.JSX.Element {
  const { table, form, isOpen } = props;
  const choice = choiceOf(form.tables, table);
  const Icon = (table.isView ? viewIcon : tableIcon).react;
  const detailId = React.useId();
  const fault = props.faults[tableField(keyOf(table))];
  return (
    <>
      <div className="jp-datawisp-Tick" style={indent(props.level)}>
        <TickBox
          tick={choice === undefined ? 'off' : isChanged(choice) ? 'some' : 'on'}
          label={table.name}
          isInvalid={fault !== undefined}
          onChange={() => {
            props.onChoose(choice === undefined ? WHOLE_TABLE : undefined);
          }}
        />
        <button
          type="button"
          className="jp-datawisp-Tick-open"
          aria-expanded={isOpen}
          aria-controls={detailId}
          aria-label={`Columns and rows of ${table.name}`}
          onClick={props.onToggle}
        >
          <Icon tag="span" className="jp-datawisp-Icon" aria-hidden="true" />
          <span className="jp-datawisp-Tick-name">{table.name}</span>
          <span className="jp-datawisp-Tick-note">{noteOf(table, choice, form)}</span>
          <caretRightIcon.react
            tag="span"
            className={`jp-datawisp-Caret${isOpen ? ' jp-mod-open' : ''}`}
            aria-hidden="true"
          />
        </button>
      </div>
      {fault !== undefined && (
        <span className="jp-datawisp-Fault" style={indent(props.level)}>
          {fault}
        </span>
      )}
      <div id={detailId} hidden={!isOpen}>
        {isOpen && (
          <TableDetail
            table={table}
            choice={choice}
            effect={form.effect}
            faults={props.faults}
            areFiltersGood={props.areFiltersGood}
            onChoose={props.onChoose}
          />
        )}
      </div>
    </>
  );
}

function noteOf(table: Table, choice: TableChoice | undefined, form: ShareForm): string {
  const columns = counted(table.columns.length, 'column');
  if (choice === undefined) {
    return columns;
  }
  const modes = Object.values(choice.columns).map(one => one.mode);
  const hidden = modes.filter(mode => mode === 'hidden').length;
  if (form.effect === 'deny') {
    return hidden === 0 ? 'the whole table' : counted(hidden, 'column');
  }
  const masked = modes.filter(mode => mode !== 'hidden' && mode !== 'clear').length;
  return [
    hidden === 0 ? columns : `${table.columns.length - hidden} of ${columns}`,
    ...(masked === 0 ? [] : [`${masked} masked`]),
    ...(choice.rowFilter.trim() === '' ? [] : ['some rows']),
  ].join(' · ');
}

function Patterns(props: PickerProps): React.JSX.Element {
  const { form, faults, onChange } = props;
  const { tables: choices } = form;
  const [pattern, setPattern] = React.useState('');
  const add = (): void => {
    const named = pattern.trim();
    if (named !== '' && !choices.others.some(one => one.pattern === named)) {
      const share = {
        pattern: named,
        columns: null,
        hidden: [],
        masks: [],
        rowFilter: null,
      };
      onChange({ ...choices, others: [...choices.others, share] });
    }
    setPattern('');
  };
  return (
    <details className="jp-datawisp-Patterns" open={choices.others.length > 0 || undefined}>
      <summary>By a pattern of names</summary>
      <p className="jp-datawisp-Help">
        Such as <code>sales.*</code> or <code>*.public_*</code>: every table that fits, also
        later ones.
      </p>
      {choices.others.map(share => {
        const fault = faults[tableField(share.pattern)];
        return (
          <div key={share.pattern} className="jp-datawisp-Pattern">
            <code>{tableWords(share)}</code>
            <IconButton
              icon={closeIcon}
              label={`Leave out ${share.pattern}`}
              onClick={() => {
                onChange({
                  ...choices,
                  others: choices.others.filter(one => one !== share),
                });
              }}
            />
            {fault !== undefined && <span className="jp-datawisp-Fault">{fault}</span>}
          </div>
        );
      })}
      <div className="jp-datawisp-Pattern">
        <input
          className="jp-mod-styled"
          aria-label="Pattern of table names"
          placeholder="schema.table, with * for any characters"
          value={pattern}
          maxLength={256}
          spellCheck={false}
          autoCapitalize="off"
          onChange={event => {
            setPattern(event.target.value);
          }}
          onKeyDown={event => {
            if (event.key === 'Enter') {
              event.preventDefault();
              add();
            }
          }}
        />
        <button type="button" className="jp-Button jp-mod-styled" onClick={add}>
          Add pattern
        </button>
      </div>
    </details>
  );
}
