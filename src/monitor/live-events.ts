import type { FlowDocument } from '../ports/flow-index.ts';

export type LiveListener = (change: FlowDocument) => void;

/** Hands indexed changes to whoever watches. It keeps nothing: a watcher that is slow buffers, and bounds, its own. */
export interface LiveEvents {
  readonly publish: (changes: readonly FlowDocument[]) => void;
  /** Returns what ends it. A listener that throws hears nothing more. */
  readonly subscribe: (listener: LiveListener) => () => void;
}

export function createLiveEvents(): LiveEvents {
  const listeners = new Set<LiveListener>();
  return {
    publish: (changes) => {
      for (const listener of listeners) {
        try {
          for (const change of changes) listener(change);
        } catch {
          listeners.delete(listener);
        }
      }
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
