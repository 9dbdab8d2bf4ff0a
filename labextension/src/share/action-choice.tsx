/** What the recipient may do, or may not. */

import * as React from 'react';

import { GRANTABLE, type GrantableAction } from '../api/sharing-messages';
import { setAction, type ShareForm } from '../model/share-draft';

const WORDS: Readonly<
  Record<GrantableAction, { readonly title: string; readonly description: string }>
> = {
  'source:see': {
    title: 'See the schema',
    description: 'Names and types of the tables and columns below, but no rows.',
  },
  'source:query': {
    title: 'Query',
    description: 'Read the rows below with statements of their own.',
  },
  'source:run': {
    title: 'Run saved queries',
    description:
      'Choose values and get the rows that you decided on, also of other tables.',
  },
  'source:export': {
    title: 'Export',
    description: 'Take results out of Datawisp’s view, such as into a file.',
  },
  'source:manage': {
    title: 'Share on',
    description: 'Give others a part of what they have, never more.',
  },
};

export function ActionChoice(props: {
  readonly form: ShareForm;
  readonly fault: string | undefined;
  readonly onChange: (form: ShareForm) => void;
}): React.JSX.Element {
  const { form, fault } = props;
  const isDenial = form.effect === 'deny';
  const [faultId, baseId] = [React.useId(), React.useId()];
  return (
    <fieldset className="jp-datawisp-Actions">
      <legend>{isDenial ? 'What they may not do' : 'What they may do'}</legend>
      {GRANTABLE.map((action, index) => (
        <label key={action} className="jp-datawisp-Outline">
          <input
            type="checkbox"
            name={action}
            checked={form.actions.includes(action)}
            aria-invalid={fault !== undefined && index === 0}
            aria-describedby={`${baseId}-${action}${fault === undefined ? '' : ` ${faultId}`}`}
            onChange={event => {
              props.onChange(setAction(form, action, event.target.checked));
            }}
          />
          <span>
            {WORDS[action].title}
            <span id={`${baseId}-${action}`} className="jp-datawisp-Help">
              {WORDS[action].description}
            </span>
          </span>
        </label>
      ))}
      {fault !== undefined && (
        <span id={faultId} className="jp-datawisp-Fault">
          {fault}
        </span>
      )}
    </fieldset>
  );
}
