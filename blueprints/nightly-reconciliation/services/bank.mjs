import { readFileSync } from 'node:fs';
import { serveHttp } from '../../lib/http-service.mjs';

const statement = JSON.parse(readFileSync(new URL('_statement.json', import.meta.url), 'utf8'));
const busyOnce = new Set();

/** A bank's statement, to be asked booking by booking. It is busy the first time for every hundredth payment. */
await serveHttp({
  port: 7413,
  routes: {
    'GET /bookings': ({ query }) => {
      const paymentId = query.get('paymentId');
      if (paymentId?.endsWith('00') && !busyOnce.has(paymentId)) {
        busyOnce.add(paymentId);
        return { status: 503, body: { message: 'too many questions' } };
      }
      const amountCents = statement[paymentId];
      return amountCents === undefined
        ? { status: 404, body: { message: `no booking of ${paymentId}` } }
        : { body: { paymentId, amountCents } };
    },
  },
});
