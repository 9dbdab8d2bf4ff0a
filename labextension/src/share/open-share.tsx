/** Opens the tab that shares a source, with its catalog at hand. */

import { Notification } from '@jupyterlab/apputils';
import { Button } from '@jupyterlab/ui-components';
import * as React from 'react';

import { problemOfError } from '../api/client';
import type { Catalog, Source } from '../api/messages';
import type { Grant } from '../api/sharing-messages';
import type { SharingModel } from '../model/sharing';
import type { Asked } from '../model/sources';
import { recipientWords } from '../model/share-words';
import { ShareForm } from './share-form';

export interface ShareTabProps {
  readonly model: SharingModel;
  readonly source: Source;
  readonly grant: Grant | undefined;
  readonly template?: Grant | undefined;
  readonly onClose: () => void;
}

/** The share form, once the tables are there. */
export function ShareTab(props: ShareTabProps): React.JSX.Element {
  const { model, source } = props;
  const [turn, setTurn] = React.useState(0);
  const asked = useCatalog(model, source, turn);
  if (asked.status === 'waiting') {
    return (
      <div className="jp-datawisp-State" role="status">
        <span className="jp-datawisp-Busy" aria-hidden="true" />
        Loading tables…
      </div>
    );
  }
  if (asked.status === 'failed') {
    return (
      <div className="jp-datawisp-State" role="alert">
        <p>{asked.problem.detail}</p>
        {asked.problem.hint !== '' && <p>{asked.problem.hint}</p>}
        <Button
          className="jp-mod-styled"
          onClick={() => {
            setTurn(turn + 1);
          }}
        >
          Try again
        </Button>
      </div>
    );
  }
  return (
    <ShareForm
      model={model}
      source={source}
      catalog={asked.value}
      grant={props.grant}
      template={props.template}
      onCancel={props.onClose}
      onDone={given => {
        props.onClose();
        const who = recipientWords(given.recipient);
        const done =
          given.effect === 'deny'
            ? `${source.name} is denied to ${who}.`
            : props.grant === undefined
              ? `${source.name} is shared with ${who}.`
              : `What ${who} has of ${source.name} is changed.`;
        Notification.success(done, { autoClose: 4000 });
      }}
    />
  );
}

function useCatalog(model: SharingModel, source: Source, turn: number): Asked<Catalog> {
  const [asked, setAsked] = React.useState<Asked<Catalog>>({ status: 'waiting' });
  React.useEffect(() => {
    let isWanted = true;
    const settle = (answer: Asked<Catalog>): void => {
      if (isWanted) {
        setAsked(answer);
      }
    };
    setAsked({ status: 'waiting' });
    model.guard(model.sources.api.catalog(source.id, false)).then(
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
  }, [model, source.id, turn]);
  return asked;
}
