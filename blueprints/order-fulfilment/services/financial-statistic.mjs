import { serveTopic } from '../../lib/topic-client.mjs';

/** Order → what is booked. A real one keeps this in its database. */
const books = new Map();

/** Books sales, and reverses them: an order is booked once, however often it is asked for. */
await serveTopic({
  topic: 'raw_order_tmall',
  group: 'financial_statistic',
  work: async ({ kind, orderId, amountCents }) => {
    if (kind === 'reversal') {
      const reversedCents = books.get(orderId) ?? 0;
      books.delete(orderId);
      return { orderId, reversedCents };
    }
    books.set(orderId, amountCents);
    return { bookingId: `FS-${orderId}`, amountCents };
  },
});
