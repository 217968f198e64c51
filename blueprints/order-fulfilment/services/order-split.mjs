import { serveTopic } from '../../lib/topic-client.mjs';

const ITEMS_PER_PARCEL = 2;

class AmountMismatch extends Error {
  name = 'Order.AmountMismatch';
}

/** Splits an order into parcels, after making sure that its amount is the sum of its items. */
await serveTopic({
  topic: 'raw_order_tmall',
  group: 'order_split',
  work: async ({ orderId, items, amountCents, warehouse }) => {
    const sum = items.reduce((total, { quantity, priceCents }) => total + quantity * priceCents, 0);
    if (sum !== amountCents) {
      throw new AmountMismatch(`订单 ${orderId}: the items make ${sum}, the order says ${amountCents}`);
    }
    const parcels = [];
    for (let first = 0; first < items.length; first += ITEMS_PER_PARCEL) {
      const parcelId = `${orderId}-${parcels.length + 1}`;
      parcels.push({ parcelId, warehouse, skus: items.slice(first, first + ITEMS_PER_PARCEL).map(({ sku }) => sku) });
    }
    return { parcels };
  },
});
