/** The tab with the form that adds a source. */

import { addIcon, Button, ReactWidget } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import * as React from 'react';

import { problemOfError } from '../api/client';
import type { Kind, Source } from '../api/messages';
import type { Asked, SourcesModel } from '../model/sources';
import { AddForm } from './add-form';

/** Shows the form; `onAdded` is called with the source that was made. */
export class AddSource extends ReactWidget {
  constructor(
    private readonly model: SourcesModel,
    private readonly onAdded: (source: Source) => void,
  ) {
    super();
    this.id = 'datawisp-add-source';
    this.addClass('jp-datawisp-AddSource');
    this.title.label = 'Add data source';
    this.title.icon = addIcon;
    this.title.closable = true;
    // The focus goes to the form's first input, not to the tab's content.
    this.node.tabIndex = -1;
  }

  protected override onActivateRequest(msg: Message): void {
    super.onActivateRequest(msg);
    if (!this.node.contains(document.activeElement)) {
      this.node.querySelector<HTMLElement>('input[name=name], button')?.focus();
    }
  }

  protected override render(): React.JSX.Element {
    return (
      <KindsLoader model={this.model}>
        {kinds => (
          <AddForm
            model={this.model}
            kinds={kinds}
            onAdded={source => {
              this.close();
              this.onAdded(source);
            }}
            onCancel={() => {
              this.close();
            }}
          />
        )}
      </KindsLoader>
    );
  }

  protected override onCloseRequest(msg: Message): void {
    super.onCloseRequest(msg);
    this.dispose();
  }
}

function KindsLoader(props: {
  readonly model: SourcesModel;
  readonly children: (kinds: readonly [Kind, ...Kind[]]) => React.JSX.Element;
}): React.JSX.Element {
  const { model } = props;
  const [asked, setAsked] = React.useState<Asked<readonly Kind[]>>({ status: 'waiting' });
  const [turn, setTurn] = React.useState(0);
  React.useEffect(() => {
    let isWanted = true;
    const settle = (answer: Asked<readonly Kind[]>): void => {
      if (isWanted) {
        setAsked(answer);
      }
    };
    model.guard(model.api.kinds()).then(
      value => {
        settle({ status: 'there', value });
      },
      (error: unknown) => {
        settle({ status: 'failed', problem: problemOfError(error) });
      },
    );
    return () => {
      isWanted = false;
    };
  }, [model, turn]);
  if (asked.status === 'waiting') {
    return (
      <div className="jp-datawisp-State" role="status">
        <span className="jp-datawisp-Busy" aria-hidden="true" />
        Loading…
      </div>
    );
  }
  if (asked.status === 'there' && isNotEmpty(asked.value)) {
    return props.children(asked.value);
  }
  const sentence =
    asked.status === 'failed'
      ? asked.problem.detail
      : 'No kinds of data sources are installed.';
  return (
    <div className="jp-datawisp-State" role="alert">
      <p>{sentence}</p>
      {asked.status === 'failed' && asked.problem.hint !== '' && (
        <p>{asked.problem.hint}</p>
      )}
      <Button
        className="jp-mod-styled"
        onClick={() => {
          setAsked({ status: 'waiting' });
          setTurn(turn + 1);
        }}
      >
        Try again
      </Button>
    </div>
  );
}

function isNotEmpty<T>(list: readonly T[]): list is readonly [T, ...T[]] {
  return list.length > 0;
}
