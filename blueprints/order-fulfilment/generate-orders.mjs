/**
 * Writes events.jsonl: 300 messages, the same ones at every run. `node blueprints/order-fulfilment/generate-orders.mjs`
 * Bad ones stand at the places named in BAD, so that each kind of trouble happens a known number of times.
 */
import { writeFileSync } from 'node:fs';

const COUNT = 300;
const random = seeded(20_241_111);

const GOODS = [
  ['TEA-LJ-250', '西湖龙井 明前特级 250g', 25_800],
  ['TEA-PU-357', '云南普洱熟茶饼 357g', 16_800],
  ['SLK-SC-090', '真丝围巾 Silk scarf, plum blossom', 39_900],
  ['CER-TS-006', '景德镇青花茶具 6 件套 Porcelain tea set', 52_000],
  ['NUT-MX-750', '每日坚果礼盒 750g Mixed nuts', 8_990],
  ['KEY-75-BRN', '75% mechanical keyboard, brown switches', 32_900],
  ['USB-C-100W', 'USB-C 充电器 100W charger', 14_900],
  ['BOOK-SG-01', '《三国演义》 精装 hardcover', 9_800],
  ['CAM-FILTER', '67mm UV filter 滤镜', 7_600],
  ['TOY-PANDA', '熊猫毛绒玩具 Panda plush', 5_900],
];
const BUYERS = [
  ['王小明', 'CN', '浙江省杭州市', '余杭区文一西路 969 号 3 幢'],
  ['李娜', 'CN', '上海市', '浦东新区世纪大道 100 号'],
  ['张伟', 'CN', '广东省深圳市', '南山区科技园南路 8 号'],
  ['陈思雨', 'CN', '四川省成都市', '锦江区春熙路 27 号'],
  ['欧阳晓峰', 'CN', '北京市', '海淀区中关村大街 1 号'],
  ['Grace O’Neill', 'IE', 'Dublin', '14 Merrion Square'],
  ['José García', 'ES', 'Madrid', 'Calle de Alcalá 45, 3º B'],
  ['Emily Carter', 'US', 'Portland, OR', '2201 NW Thurman St'],
  ['Müller, Jürgen', 'DE', 'Köln', 'Aachener Straße 12'],
  ['佐藤 花子', 'JP', '東京都', '渋谷区神南 1-2-3'],
];
const REMARKS = [
  '请尽快发货，谢谢！',
  '放菜鸟驿站即可',
  'Gift — please no invoice in the box 🎁',
  '周末送货',
  'Leave with neighbour at no. 16',
  '"易碎" fragile\\handle with care',
  '',
  '',
];

/** Place in the file → what is wrong there. */
const BAD = {
  13: (order) => JSON.stringify(order).slice(0, 97),
  77: () => 'ping',
  181: (order) => `<order id="${order.orderId}"/>`,
  29: (order) => without(order, 'orderId'),
  94: (order) => without(order, 'items'),
  203: (order) => without(order, 'buyer'),
  55: (order) => text({ ...order, amountCents: -order.amountCents }),
  240: (order) => text({ ...order, items: order.items.map((item) => ({ ...item, quantity: -1 })) }),
  118: (order) => text({ ...order, type: 'wholesale' }),
  222: (order) => text({ ...order, type: '礼品卡' }),
  66: (order) => text({ ...order, amountCents: order.amountCents + 1 }),
  150: (order) => text({ ...order, amountCents: order.amountCents - 100 }),
  84: (order) => soldOut(order),
  165: (order) => soldOut(order),
  288: (order) => soldOut(order),
};
/** Place → the earlier place whose message comes again. */
const REPEATED = { 101: 100, 260: 40 };
/** Place → the earlier place whose order number is used again for another order. */
const REUSED = { 271: 20 };

const lines = [];
const orders = [];
for (let place = 0; place < COUNT; place++) {
  const order = makeOrder(place);
  const reused = orders[REUSED[place]];
  orders.push(reused ? { ...order, orderId: reused.orderId } : order);
  const bad = BAD[place];
  lines.push(lines[REPEATED[place]] ?? (bad ? bad(order) : text(orders[place])));
}
writeFileSync(new URL('events.jsonl', import.meta.url), `${lines.join('\n')}\n`);

function makeOrder(place) {
  const [name, country, city, address] = pick(BUYERS);
  const items = Array.from({ length: 1 + Math.floor(random() * 3) }, () => {
    const [sku, title, priceCents] = pick(GOODS);
    return { sku, title, quantity: 1 + Math.floor(random() * 3), priceCents };
  });
  const second = String(place % 60).padStart(2, '0');
  const minute = String(Math.floor(place / 60)).padStart(2, '0');
  return {
    orderId: `TM20241111${String(place).padStart(4, '0')}`,
    type: country === 'CN' ? (random() < 0.25 ? 'presale' : 'standard') : 'cross_border',
    paidAt: `2024-11-11T00:${minute}:${second}+08:00`,
    buyer: { name, language: country === 'CN' ? 'zh' : 'en' },
    shipTo: { country, city, address },
    items,
    amountCents: items.reduce((sum, { quantity, priceCents }) => sum + quantity * priceCents, 0),
    remark: pick(REMARKS),
  };
}

function soldOut(order) {
  const item = { sku: 'SOLD-OUT', title: '限量手办 Limited figurine', quantity: 1, priceCents: 19_900 };
  return text({ ...order, items: [...order.items, item], amountCents: order.amountCents + item.priceCents });
}

function without(order, field) {
  return text(Object.fromEntries(Object.entries(order).filter(([name]) => name !== field)));
}

function text(order) {
  return JSON.stringify(order);
}

function pick(list) {
  return list[Math.floor(random() * list.length)];
}

/** Mulberry32. */
function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
