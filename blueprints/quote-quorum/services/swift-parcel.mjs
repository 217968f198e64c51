import { serveCarrier } from './_carrier.mjs';

await serveCarrier({
  carrier: 'Swift Parcel 迅达',
  group: 'swift_parcel',
  baseCents: 9_900,
  centsPerKg: 410,
  days: 3,
  afterMs: 40,
});
