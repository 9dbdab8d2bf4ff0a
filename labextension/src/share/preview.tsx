/** What the recipient will see, beside the form, before anything is shared. */

import * as React from 'react';

import type { Preview, ViewAs } from '../api/sharing-messages';
import type { Source } from '../api/messages';
import { SeenTables } from './seen-tables';
import type { Looking } from './use-share-form';

export function PreviewPane(props: {
  readonly looking: Looking;
  readonly source: Source;
}): React.JSX.Element {
  const { looking } = props;
  return (
    <aside className="jp-datawisp-Preview" aria-label="What they will see">
      <h2>What they will see</h2>
      <div aria-live="polite" aria-busy={looking.status === 'waiting'}>
        {looking.status === 'nothing' && (
          <p className="jp-datawisp-Help">
            Choose whom, and which tables: then it shows here, before you share anything.
          </p>
        )}
        {looking.status === 'waiting' && (
          <p className="jp-datawisp-Help">
            <span className="jp-datawisp-Busy" aria-hidden="true" /> Looking…
          </p>
        )}
        {looking.status === 'waiting' && looking.former !== undefined && (
          <div className="jp-datawisp-Preview-former">
            <Outlook preview={looking.former} source={props.source} />
          </div>
        )}
        {looking.status === 'faulty' && (
          <p className="jp-datawisp-Fault">{looking.sentence}</p>
        )}
        {looking.status === 'there' && (
          <Outlook preview={looking.preview} source={props.source} />
        )}
      </div>
    </aside>
  );
}

function Outlook(props: {
  readonly preview: Preview;
  readonly source: Source;
}): React.JSX.Element {
  const { confirmations, view } = props.preview;
  return (
    <>
      {Object.entries(confirmations).map(([code, sentence]) => (
        <p key={code} className="jp-datawisp-Warning">
          {sentence}
        </p>
      ))}
      {view === null ? (
        <p className="jp-datawisp-Help">
          It can be shared like this. What else they have is for the owner of{' '}
          {props.source.name} to see.
        </p>
      ) : (
        <View view={view} />
      )}
    </>
  );
}

function View(props: { readonly view: ViewAs }): React.JSX.Element {
  const { view } = props;
  return (
    <>
      {view.tables.length === 0 ? (
        <p className="jp-datawisp-Help">No tables.</p>
      ) : (
        <>
          <p className="jp-datawisp-Help">With everything that they have of it already.</p>
          <SeenTables tables={view.tables} />
        </>
      )}
      {view.assumed.map(sentence => (
        <p key={sentence} className="jp-datawisp-Help">
          {sentence}
        </p>
      ))}
    </>
  );
}
