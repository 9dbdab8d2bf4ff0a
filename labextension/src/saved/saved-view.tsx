/** The saved queries of a source: run them, and for its owner make, change and delete them. */

import { addIcon, Button } from '@jupyterlab/ui-components';
import * as React from 'react';

import { problemOfError } from '../api/client';
import type { Problem, Source } from '../api/messages';
import type { SavedQuery } from '../api/saved-messages';
import type { SharingModel } from '../model/sharing';
import type { Asked } from '../model/sources';
import { SavedDetail } from './saved-detail';
import { SavedForm } from './saved-form';

export interface SavedProps {
  readonly model: SharingModel;
  readonly source: Source;
  /** Put a cell that runs it into the notebook. */
  readonly onRun: (saved: SavedQuery) => void;
  /** Whether the person means to delete it. */
  readonly confirmRemoval: (saved: SavedQuery) => Promise<boolean>;
}

/** What is shown beside the list. */
type Shown =
  | { readonly kind: 'nothing' | 'new' }
  | { readonly kind: 'detail' | 'edit'; readonly name: string };

export function SavedView(props: SavedProps): React.JSX.Element {
  const { model, source } = props;
  const { asked, load } = useSaved(model, source);
  const [shown, setShown] = React.useState<Shown>({ kind: 'nothing' });
  const [problem, setProblem] = React.useState<Problem>();
  const all = asked.status === 'there' ? asked.value : [];
  const chosen = 'name' in shown ? all.find(one => one.name === shown.name) : undefined;
  const remove = async (saved: SavedQuery): Promise<void> => {
    if (!(await props.confirmRemoval(saved))) {
      return;
    }
    try {
      await model.guard(model.api.removeSaved(source.id, saved.name));
      setShown({ kind: 'nothing' });
      setProblem(undefined);
      load();
    } catch (error) {
      setProblem(problemOfError(error));
    }
  };
  const onSaved = (saved: SavedQuery): void => {
    setShown({ kind: 'detail', name: saved.name });
    load();
  };
  return (
    <section className="jp-datawisp-Saved" aria-label={`Saved queries of ${source.name}`}>
      <nav aria-label="Saved queries">
        <h1>Saved queries of {source.name}</h1>
        {source.mine && (
          <Button
            className="jp-mod-styled jp-mod-accept"
            onClick={() => {
              setShown({ kind: 'new' });
            }}
          >
            <addIcon.react tag="span" className="jp-datawisp-Icon" aria-hidden="true" />
            New
          </Button>
        )}
        <SavedList
          asked={asked}
          isOwn={source.mine}
          current={chosen?.name}
          onRetry={load}
          onChoose={name => {
            setShown({ kind: 'detail', name });
          }}
        />
      </nav>
      <div className="jp-datawisp-Saved-shown">
        {problem !== undefined && (
          <div className="jp-datawisp-Message jp-mod-error" role="alert">
            <strong>{problem.detail}</strong>
          </div>
        )}
        {shown.kind === 'new' && (
          <SavedForm
            key="new"
            {...props}
            saved={undefined}
            onSaved={onSaved}
            onCancel={() => {
              setShown({ kind: 'nothing' });
            }}
          />
        )}
        {shown.kind === 'edit' && chosen !== undefined && (
          <SavedForm
            key={chosen.name}
            {...props}
            saved={chosen}
            onSaved={onSaved}
            onCancel={() => {
              setShown({ kind: 'detail', name: chosen.name });
            }}
          />
        )}
        {shown.kind === 'detail' && chosen !== undefined && (
          <SavedDetail
            key={`${chosen.name} ${chosen.version}`}
            model={model}
            saved={chosen}
            isOwn={source.mine}
            onRun={() => {
              props.onRun(chosen);
            }}
            onEdit={() => {
              setShown({ kind: 'edit', name: chosen.name });
            }}
            onRemove={() => void remove(chosen)}
          />
        )}
        {shown.kind === 'nothing' && all.length > 0 && (
          <p className="jp-datawisp-Help">Choose one to see what it takes.</p>
        )}
      </div>
    </section>
  );
}

function useSaved(
  model: SharingModel,
  source: Source,
): { readonly asked: Asked<readonly SavedQuery[]>; readonly load: () => void } {
  const [asked, setAsked] = React.useState<Asked<readonly SavedQuery[]>>({
    status: 'waiting',
  });
  const [turn, setTurn] = React.useState(0);
  React.useEffect(() => {
    let isWanted = true;
    const settle = (answer: Asked<readonly SavedQuery[]>): void => {
      if (isWanted) {
        setAsked(answer);
      }
    };
    model.guard(model.api.savedQueries(source.id)).then(
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
  const load = (): void => {
    setTurn(current => current + 1);
  };
  return { asked, load };
}

function SavedList(props: {
  readonly asked: Asked<readonly SavedQuery[]>;
  readonly isOwn: boolean;
  readonly current: string | undefined;
  readonly onRetry: () => void;
  readonly onChoose: (name: string) => void;
}): React.JSX.Element {
  const { asked } = props;
  if (asked.status === 'waiting') {
    return (
      <p role="status">
        <span className="jp-datawisp-Busy" aria-hidden="true" /> Loading…
      </p>
    );
  }
  if (asked.status === 'failed') {
    return (
      <div role="alert">
        <p className="jp-datawisp-Fault">{asked.problem.detail}</p>
        <Button className="jp-mod-styled" onClick={props.onRetry}>
          Try again
        </Button>
      </div>
    );
  }
  if (asked.value.length === 0) {
    return (
      <p className="jp-datawisp-Help">
        {props.isOwn
          ? 'None yet. With one, people get rows that you decide on, without seeing tables or SQL.'
          : 'None that you can run.'}
      </p>
    );
  }
  return (
    <ul>
      {asked.value.map(saved => (
        <li key={saved.name}>
          <button
            type="button"
            aria-current={saved.name === props.current}
            onClick={() => {
              props.onChoose(saved.name);
            }}
          >
            <span className="jp-datawisp-Saved-name">{saved.name}</span>
            {saved.problem !== null && (
              <span className="jp-datawisp-Badge" title={saved.problem}>
                does not run
              </span>
            )}
            {saved.description !== '' && (
              <span className="jp-datawisp-Help">{saved.description}</span>
            )}
          </button>
        </li>
      ))}
    </ul>
  );
}
