import { serveCarrier } from './_carrier.mjs';

await serveCarrier({
  carrier: 'Harbour Freight 港湾',
  group: 'harbour_freight',
  baseCents: 24_000,
  centsPerKg: 95,
  days: 21,
  afterMs: 120,
});
