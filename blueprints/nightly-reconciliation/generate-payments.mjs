/** Writes input.json and the bank's own books, the same at every run. `node blueprints/nightly-reconciliation/generate-payments.mjs` */
import { writeFileSync } from 'node:fs';

const COUNT = 1_000;
const payments = Array.from({ length: COUNT }, (_, line) => ({
  paymentId: `PM-20241111-${String(line).padStart(4, '0')}`,
  amountCents: 990 + ((line * 7_919) % 90_000),
}));
/** The bank never saw every 199th payment, and took another amount for every 143rd. */
const bookings = payments.flatMap(({ paymentId, amountCents }, line) => {
  if (line % 199 === 198) return [];
  return [[paymentId, line % 143 === 142 ? amountCents - 30 : amountCents]];
});

write('input.json', { businessDay: '2024-11-11', payments }, (text) => text.replaceAll('},{', '},\n{'));
write('services/_statement.json', Object.fromEntries(bookings), (text) => text.replaceAll(',"', ',\n"'));

function write(file, value, broken) {
  writeFileSync(new URL(file, import.meta.url), `${broken(JSON.stringify(value))}\n`);
}
