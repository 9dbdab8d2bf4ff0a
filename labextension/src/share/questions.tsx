/** What is possible, but has to be meant: asked about once, in plain questions. */

import { Button } from '@jupyterlab/ui-components';
import * as React from 'react';

const QUESTIONS: Readonly<Record<string, string>> = {
  group_unknown: 'Is the name of the group right?',
  filter_true_for_all: 'Shall they see every row?',
  mask_on_key: 'Do they not need to join by it?',
  source_over_privileged: 'Share it with this database account?',
};

export function DoubtList(props: {
  readonly doubts: Readonly<Record<string, string>>;
}): React.JSX.Element {
  return (
    <ul className="jp-datawisp-Doubts">
      {Object.entries(props.doubts).map(([code, sentence]) => (
        <li key={code}>
          {sentence} <strong>{QUESTIONS[code] ?? 'Is this what you mean?'}</strong>
        </li>
      ))}
    </ul>
  );
}

export function Questions(props: {
  readonly doubts: Readonly<Record<string, string>>;
  readonly confirm: string;
  readonly onConfirm: () => void;
  readonly onBack: () => void;
}): React.JSX.Element {
  const node = React.useRef<HTMLDivElement>(null);
  React.useEffect(() => {
    node.current?.focus();
  }, []);
  return (
    <div
      ref={node}
      className="jp-datawisp-Message jp-mod-warning"
      role="alertdialog"
      aria-label="Please confirm"
      tabIndex={-1}
    >
      <DoubtList doubts={props.doubts} />
      <div className="jp-datawisp-Form-actions">
        <Button
          type="button"
          className="jp-mod-styled jp-mod-warn"
          onClick={props.onConfirm}
        >
          {props.confirm}
        </Button>
        <Button
          type="button"
          className="jp-mod-styled jp-mod-reject"
          onClick={props.onBack}
        >
          Go back
        </Button>
      </div>
    </div>
  );
}
