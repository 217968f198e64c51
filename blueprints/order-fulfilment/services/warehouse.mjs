import { serveHttp } from '../../lib/http-service.mjs';

const busyOnce = new Set();

/** Ships parcels. It is busy the first time for every fiftieth order, and some things are sold out. */
await serveHttp({
  port: 7411,
  routes: {
    'POST /shipments': ({ body: { orderId, carrier, parcels } }) => {
      if (parcels.some(({ skus }) => skus.includes('SOLD-OUT'))) {
        return { status: 409, body: { message: `订单 ${orderId}: sold out 已售罄` } };
      }
      if (/[05]0$/.test(orderId) && !busyOnce.has(orderId)) {
        busyOnce.add(orderId);
        return { status: 503, body: { message: 'busy 请稍后再试' } };
      }
      return { body: { trackingNumber: `SFC${orderId.slice(2)}`, carrier, parcels: parcels.length } };
    },
  },
});
