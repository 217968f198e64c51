import { setTimeout as sleep } from 'node:timers/promises';
import { serveTopic } from '../../lib/topic-client.mjs';

/** One carrier: a base price, a price per kilogram, and how long its people need. */
export function serveCarrier({ carrier, group, baseCents, centsPerKg, days, afterMs }) {
  return serveTopic({
    topic: 'freight_quotes',
    group,
    work: async ({ weightKg }) => {
      await sleep(afterMs);
      return { carrier, priceCents: baseCents + Math.round(centsPerKg * weightKg), days };
    },
  });
}
