/** What the last test of a source has answered, below its line. */

import { closeIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { Source, TestReport } from '../api/messages';
import type { SourcesModel } from '../model/sources';
import { IconButton } from './icon-button';

export function TestNote(props: {
  readonly model: SourcesModel;
  readonly source: Source;
}): React.JSX.Element | null {
  const { model, source } = props;
  const asked = model.test(source.id);
  if (asked === undefined) {
    return null;
  }
  if (asked.status === 'waiting') {
    return (
      <div className="jp-datawisp-Note" role="status">
        <span className="jp-datawisp-Busy" aria-hidden="true" />
        Connecting…
      </div>
    );
  }
  const isError = asked.status === 'failed';
  return (
    <div
      className={`jp-datawisp-Note ${isError ? 'jp-mod-error' : 'jp-mod-success'}`}
      role={isError ? 'alert' : 'status'}
    >
      <span className="jp-datawisp-Note-text">
        {isError ? (
          `${asked.problem.detail} ${asked.problem.hint}`
        ) : (
          <ReportText report={asked.value} />
        )}
      </span>
      <IconButton
        icon={closeIcon}
        label="Put this note away"
        onClick={() => {
          model.clearTest(source.id);
        }}
      />
    </div>
  );
}

/** A source's own answer in a sentence, and its warnings. */
export function ReportText(props: { readonly report: TestReport }): React.JSX.Element {
  const { report } = props;
  return (
    <>
      {reportWords(report)}
      {report.warnings.map(warning => (
        <span key={warning} className="jp-datawisp-Warning">
          {warning}
        </span>
      ))}
    </>
  );
}

/** Such as: PostgreSQL 15.8 · encryption: TLSv1.3 · 12 tables · answered in 23 ms. */
export function reportWords(report: TestReport): string {
  const tables = `${report.tables} table${report.tables === 1 ? '' : 's'}`;
  const answered = `answered in ${Math.round(report.milliseconds)} ms`;
  return [report.product, `encryption: ${report.encryption}`, tables, answered].join(' · ');
}
