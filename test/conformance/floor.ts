import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';

/**
 * How many recorded cases pass, by kind and level. It only rises: `npm run test:update` raises it to what is reached, and what
 * falls below it fails; to lower it on purpose, edit the file and say why in the commit. Of a corpus with another number of
 * cases nothing is known.
 */
const FILE = new URL('floor.json', import.meta.url);
export type Reached = Readonly<Record<string, number>>;

export function expectFloor(kind: string, reached: Reached): void {
  const floors = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, Reached>;
  const floor = floors[kind] ?? {};
  const isKnown = floor['cases'] === reached['cases'];
  if (isKnown) expect(shortfalls(reached, floor)).toEqual([]);
  if (isUpdate()) writeFileSync(FILE, `${JSON.stringify({ ...floors, [kind]: reached }, null, 2)}\n`);
}

function shortfalls(reached: Reached, floor: Reached): string[] {
  return Object.entries(floor)
    .filter(([name, count]) => (reached[name] ?? 0) < count)
    .map(([name, count]) => `${name}: ${reached[name] ?? 0}, was ${count}`);
}

export function describeReached(reached: Reached): string {
  const share = (count: number) => `${count} (${((100 * count) / (reached['cases'] || 1)).toFixed(1)} %)`;
  return Object.entries(reached)
    .map(([name, count]) => (name === 'cases' ? `${count} cases` : `${name} ${share(count)}`))
    .join(', ');
}

export function isUpdate(): boolean {
  const state: object = expect.getState().snapshotState;
  return (state as { readonly _updateSnapshot?: string })._updateSnapshot === 'all';
}
