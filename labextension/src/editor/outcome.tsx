/** How the last attempt of the form went. */

import * as React from 'react';

import type { Field } from '../model/fields';
import { reportWords } from '../sidebar/test-note';
import type { Attempt } from './use-add-form';

/** How the last attempt went; told to screen readers as it comes. */
export function Outcome(props: {
  readonly attempt: Attempt;
  readonly faults: Readonly<Record<string, string>>;
  readonly fields: readonly Field[];
}): React.JSX.Element {
  const { attempt, faults } = props;
  const shown = new Set(['name', ...props.fields.map(field => field.name)]);
  const others = Object.entries(faults).filter(([field]) => !shown.has(field));
  return (
    <div className="jp-datawisp-Outcome" aria-live="polite">
      {attempt.status === 'testing' && (
        <div className="jp-datawisp-Message">
          <span className="jp-datawisp-Busy" aria-hidden="true" />
          Connecting to the database…
        </div>
      )}
      {attempt.status === 'tested' && (
        <div className="jp-datawisp-Message jp-mod-success">
          <strong>The connection works.</strong>
          <span>{reportWords(attempt.report)}</span>
          {attempt.report.warnings.map(warning => (
            <span key={warning} className="jp-datawisp-Warning">
              {warning}
            </span>
          ))}
        </div>
      )}
      {attempt.status === 'failed' && (
        <div className="jp-datawisp-Message jp-mod-error">
          <strong>{attempt.problem.title}</strong>
          <span>{attempt.problem.detail}</span>
          {attempt.problem.hint !== '' && <span>{attempt.problem.hint}</span>}
          {others.map(([field, fault]) => (
            <span key={field}>
              {field}: {fault}
            </span>
          ))}
        </div>
      )}
    </div>
  );
}
