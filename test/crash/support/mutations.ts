import type { Embedded } from '../../../src/adapters/embedded/open-embedded.ts';
import type { Subscription } from '../../../src/ports/message-bus.ts';

/** Bugs put in on purpose: the test must find each of them. */
export const MUTATIONS = {
  /** One write in twenty leaves its history out. */
  'forgets-history': (ports: Embedded): Embedded => {
    let writes = 0;
    const { flowStore } = ports;
    const commit: typeof flowStore.commit = (batch) =>
      flowStore.commit(batch.map((write) => (++writes % 20 === 0 ? { ...write, events: [] } : write)));
    return { ...ports, flowStore: { ...flowStore, commit } };
  },
  /** Inputs are acknowledged a moment before they are handled. */
  'acknowledges-early': (ports: Embedded): Embedded => ({
    ...ports,
    bus: {
      ...ports.bus,
      subscribe: <T>(subscription: Subscription<T>) => {
        if (subscription.group !== 'sfc.conductor') return ports.bus.subscribe(subscription);
        const handle: typeof subscription.handle = async (batch) => {
          setTimeout(() => void subscription.handle(batch).catch(() => undefined), 100);
        };
        return ports.bus.subscribe({ ...subscription, handle });
      },
    },
  }),
} as const;

export type Mutation = keyof typeof MUTATIONS;
