import { serveCarrier } from './_carrier.mjs';

/** Too slow for a quorum of two: its reply finds the job cancelled and changes nothing. */
await serveCarrier({
  carrier: 'Slow Boat 慢船',
  group: 'slow_boat',
  baseCents: 5_000,
  centsPerKg: 60,
  days: 45,
  afterMs: 8_000,
});
