/** Renders again when a model says that it has changed. */

import type { ISignal } from '@lumino/signaling';
import { useEffect, useReducer } from 'react';

/** Connects while the component is mounted, and no longer. */
export function useModel<T>(model: { readonly changed: ISignal<T, void> }): void {
  const [, renderAgain] = useReducer((turn: number) => turn + 1, 0);
  useEffect(() => {
    model.changed.connect(renderAgain);
    // It may have changed between the first rendering and now.
    renderAgain();
    return () => {
      model.changed.disconnect(renderAgain);
    };
  }, [model]);
}
