/** What jsdom lacks of a browser, as little as the code under test needs. */

import { vi } from 'vitest';

class NoResizeObserver implements ResizeObserver {
  observe(): void {
    // Nothing is ever laid out here.
  }
  unobserve(): void {
    // Nothing is ever laid out here.
  }
  disconnect(): void {
    // Nothing is ever laid out here.
  }
}

const noMedia = (): Partial<MediaQueryList> => ({
  matches: false,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
});

if (typeof window !== 'undefined') {
  vi.stubGlobal('ResizeObserver', NoResizeObserver);
  vi.stubGlobal('DragEvent', MouseEvent);
  vi.stubGlobal('matchMedia', noMedia);
  vi.stubGlobal('requestIdleCallback', (call: () => void) => setTimeout(call, 0));
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  HTMLCanvasElement.prototype.getContext = () => null;
}
