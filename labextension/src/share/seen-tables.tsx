/** Tables as somebody else sees them: columns, what stands in their place, and which rows. */

import * as React from 'react';

import type { MaskKind } from '../api/messages';
import type { SeenTable } from '../api/sharing-messages';
import { tableIcon } from '../icons';
import { counted } from '../model/share-words';

const MASK_NOTES: Readonly<Record<MaskKind, string>> = {
  null: 'always empty',
  constant: 'a constant',
  pseudonym: 'a pseudonym',
};
const OPEN_AT_MOST = 6;

export function SeenTables(props: {
  readonly tables: readonly SeenTable[];
}): React.JSX.Element {
  const areFew = props.tables.length <= OPEN_AT_MOST;
  return (
    <ul className="jp-datawisp-Seen">
      {props.tables.map(table => (
        <li key={`${table.schema}\u0000${table.name}`}>
          <details open={areFew}>
            <summary>
              <tableIcon.react tag="span" className="jp-datawisp-Icon" aria-hidden="true" />
              <span className="jp-datawisp-Seen-name">
                {table.schema}.{table.name}
              </span>
              <span className="jp-datawisp-Seen-count">
                {counted(table.columns.length, 'column')}
              </span>
            </summary>
            <p className="jp-datawisp-Seen-rows">
              {table.rowFilter === null ? (
                'All rows'
              ) : (
                <>
                  Only rows where <code>{table.rowFilter}</code>
                </>
              )}
            </p>
            <ul className="jp-datawisp-Seen-columns" aria-label="Columns">
              {table.columns.map(column => (
                <li
                  key={column.name}
                  className={column.mask === null ? '' : 'jp-mod-masked'}
                >
                  <span>{column.name}</span>
                  <span className="jp-datawisp-Seen-type">
                    {column.mask === null ? column.type : MASK_NOTES[column.mask]}
                  </span>
                </li>
              ))}
            </ul>
          </details>
        </li>
      ))}
    </ul>
  );
}
