import { Button, type LabIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

export interface IconButtonProps {
  readonly icon: LabIcon;
  readonly label: string;
  readonly isBusy?: boolean;
  /** A number beside the icon; the label says what it counts. */
  readonly count?: number;
  readonly tabIndex?: number;
  readonly onClick: (event: React.MouseEvent<HTMLButtonElement>) => void;
}

/** A button with an icon and, for all who cannot see it, a name. */
export function IconButton(props: IconButtonProps): React.JSX.Element {
  return (
    <Button
      minimal
      small
      className={`jp-datawisp-IconButton${props.isBusy ? ' jp-mod-busy' : ''}${props.count === undefined ? '' : ' jp-mod-counted'}`}
      title={props.label}
      aria-label={props.label}
      aria-busy={props.isBusy ?? false}
      tabIndex={props.tabIndex}
      onClick={props.onClick}
    >
      <props.icon.react tag="span" className="jp-datawisp-Icon" aria-hidden="true" />
      {props.count !== undefined && (
        <span className="jp-datawisp-Count" aria-hidden="true">
          {props.count}
        </span>
      )}
    </Button>
  );
}
