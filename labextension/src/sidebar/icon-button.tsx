import { Button, type LabIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

export interface IconButtonProps {
  readonly icon: LabIcon;
  readonly label: string;
  readonly isBusy?: boolean;
  readonly tabIndex?: number;
  readonly onClick: (event: React.MouseEvent<HTMLButtonElement>) => void;
}

/** A button with an icon and, for all who cannot see it, a name. */
export function IconButton(props: IconButtonProps): React.JSX.Element {
  return (
    <Button
      minimal
      small
      className={`jp-datawisp-IconButton${props.isBusy ? ' jp-mod-busy' : ''}`}
      title={props.label}
      aria-label={props.label}
      aria-busy={props.isBusy ?? false}
      tabIndex={props.tabIndex}
      onClick={props.onClick}
    >
      <props.icon.react tag="span" className="jp-datawisp-Icon" aria-hidden="true" />
    </Button>
  );
}
