/** One table of a share: its columns, what stands in their place, and which rows. */

import { HTMLSelect } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { Table } from '../api/messages';
import type { Effect } from '../api/sharing-messages';
import { Labelled } from '../editor/field-input';
import { rowFilterField } from '../model/share-draft';
import {
  CLEAR,
  keyOf,
  setColumn,
  WHOLE_TABLE,
  type ColumnChoice,
  type ColumnMode,
  type TableChoice,
} from '../model/table-choice';

const MODES: readonly { readonly value: ColumnMode; readonly label: string }[] = [
  { value: 'clear', label: 'Shown' },
  { value: 'hidden', label: 'Left out' },
  { value: 'null', label: 'Empty (NULL)' },
  { value: 'constant', label: 'A constant' },
  { value: 'pseudonym', label: 'A pseudonym' },
];

interface DetailProps {
  readonly table: Table;
  readonly choice: TableChoice | undefined;
  readonly effect: Effect;
  readonly faults: Readonly<Record<string, string>>;
  readonly areFiltersGood: boolean;
  readonly onChoose: (choice: TableChoice) => void;
}

export function TableDetail(props: DetailProps): React.JSX.Element {
  const { table, effect } = props;
  return (
    <div className="jp-datawisp-Detail">
      {effect === 'deny' ? <DeniedColumns {...props} /> : <SharedColumns {...props} />}
      {effect === 'allow' && <RowFilter key={keyOf(table)} {...props} />}
    </div>
  );
}

function SharedColumns(props: DetailProps): React.JSX.Element {
  const { table, onChoose } = props;
  const choice = props.choice ?? WHOLE_TABLE;
  const setAll = (mode: ColumnMode): void => {
    onChoose(
      table.columns.reduce((all, column) => setColumn(all, column.name, { mode }), {
        ...choice,
        later: mode === 'clear',
      }),
    );
  };
  return (
    <>
      <div className="jp-datawisp-Detail-bar">
        <span>Columns</span>
        <button
          type="button"
          className="jp-datawisp-TextButton"
          onClick={() => {
            setAll('clear');
          }}
        >
          Show all
        </button>
        <button
          type="button"
          className="jp-datawisp-TextButton"
          onClick={() => {
            setAll('hidden');
          }}
        >
          Leave all out
        </button>
      </div>
      <table className="jp-datawisp-Columns">
        <thead className="jp-datawisp-Unseen">
          <tr>
            <th scope="col">Column</th>
            <th scope="col">Type</th>
            <th scope="col">How it is shared</th>
          </tr>
        </thead>
        <tbody>
          {table.columns.map(column => (
            <ColumnRow
              key={column.name}
              name={column.name}
              type={column.type}
              choice={choice.columns[column.name] ?? CLEAR}
              onChange={change => {
                onChoose(setColumn(choice, column.name, change));
              }}
            />
          ))}
        </tbody>
      </table>
      <label className="jp-datawisp-Check">
        <input
          type="checkbox"
          checked={choice.later}
          onChange={event => {
            onChoose({ ...choice, later: event.target.checked });
          }}
        />
        <span>Also columns that are added to the table later</span>
      </label>
    </>
  );
}

function ColumnRow(props: {
  readonly name: string;
  readonly type: string;
  readonly choice: ColumnChoice;
  readonly onChange: (change: Partial<ColumnChoice>) => void;
}): React.JSX.Element {
  const { name, choice } = props;
  return (
    <tr className={choice.mode === 'hidden' ? 'jp-mod-out' : ''}>
      <th scope="row">{name}</th>
      <td className="jp-datawisp-Columns-type">{props.type}</td>
      <td>
        <HTMLSelect
          aria-label={`How ${name} is shared`}
          value={choice.mode}
          iconProps={{ top: '5px', right: '6px' }}
          options={MODES.map(mode => ({ ...mode }))}
          onChange={event => {
            props.onChange({ mode: event.target.value as ColumnMode });
          }}
        />
        {choice.mode === 'constant' && (
          <input
            className="jp-mod-styled"
            aria-label={`The constant in place of ${name}`}
            value={choice.constant}
            maxLength={256}
            onChange={event => {
              props.onChange({ constant: event.target.value });
            }}
          />
        )}
        {choice.mode === 'pseudonym' && (
          <input
            className="jp-mod-styled"
            aria-label={`Pseudonyms of ${name} are joined under this name`}
            title="Columns with the same name here have the same pseudonyms, so that one can join by them"
            placeholder={name}
            value={choice.label}
            maxLength={256}
            onChange={event => {
              props.onChange({ label: event.target.value });
            }}
          />
        )}
      </td>
    </tr>
  );
}

/** In a denial a column is taken away or not; with none of them the whole table is. */
function DeniedColumns(props: DetailProps): React.JSX.Element {
  const { table, onChoose } = props;
  const choice = props.choice ?? WHOLE_TABLE;
  return (
    <>
      <div className="jp-datawisp-Detail-bar">
        <span>Only these columns; without any of them the whole table is taken away</span>
      </div>
      <div className="jp-datawisp-Detail-checks">
        {table.columns.map(({ name }) => (
          <label key={name} className="jp-datawisp-Check">
            <input
              type="checkbox"
              checked={choice.columns[name]?.mode === 'hidden'}
              onChange={event => {
                const mode: ColumnMode = event.target.checked ? 'hidden' : 'clear';
                onChoose({ ...setColumn(choice, name, { mode }), later: true });
              }}
            />
            <span>{name}</span>
          </label>
        ))}
      </div>
    </>
  );
}

function RowFilter(props: DetailProps): React.JSX.Element {
  const { table } = props;
  const choice = props.choice ?? WHOLE_TABLE;
  const fault = props.faults[rowFilterField(keyOf(table))];
  const isGood =
    choice.rowFilter.trim() !== '' && props.areFiltersGood && fault === undefined;
  return (
    <>
      <Labelled
        name="row_filter"
        title="Only rows where"
        description="A condition over the table’s columns, as after WHERE, also over those that are left out. :claims.NAME stands for what the identity provider says of the recipient."
        isRequired={false}
        fault={fault}
      >
        {aria => (
          <textarea
            {...aria}
            className="jp-mod-styled"
            rows={2}
            spellCheck={false}
            autoCapitalize="off"
            placeholder="region = 'EU'"
            value={choice.rowFilter}
            maxLength={10_000}
            onChange={event => {
              props.onChoose({ ...choice, rowFilter: event.target.value });
            }}
          />
        )}
      </Labelled>
      <span className="jp-datawisp-Good" role="status">
        {isGood ? '✓ This filter can be used.' : ''}
      </span>
    </>
  );
}
