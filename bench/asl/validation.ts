import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { validate } from '../../src/asl/validate/validate.ts';
import { type Batch, cpuMicroseconds, rounded } from './cpu-time.ts';
import { definitionOf, type Language } from './validation-definition.ts';

export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

const LANGUAGES: readonly Language[] = ['JSONPath', 'JSONata'];

/** What validation costs: of 50 states, known and new, first of all in a process; and of a state in ever larger definitions. */
export async function measureValidation(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const language of LANGUAGES) {
    const text = definitionOf(language, 50);
    const known = await milliseconds(() => validate(text));
    rows.push({ name: `${language}, 50 states, seen before`, value: known, unit: 'ms' });
    rows.push({ name: `${language}, 50 states, new`, value: await newTexts(language), unit: 'ms' });
    rows.push({ name: `${language}, 50 states, first in a process`, value: firstOfAll(language), unit: 'ms' });
    const parsed = await milliseconds(() => JSON.parse(text));
    rows.push({ name: `${language}, 50 states, times JSON.parse`, value: rounded(known / parsed), unit: '×' });
    rows.push(...(await growth(language)));
  }
  return rows;
}

async function milliseconds(run: () => unknown): Promise<number> {
  const batch: Batch = (count) => {
    for (let index = 0; index < count; index++) run();
  };
  return rounded((await cpuMicroseconds(batch)) / 1_000);
}

/** No text and no expression that was seen before: what the first validation of a new version costs in a running conductor. */
async function newTexts(language: Language): Promise<number> {
  let salt = 0;
  const made = await milliseconds(() => definitionOf(language, 50, ++salt));
  const both = await milliseconds(() => validate(definitionOf(language, 50, ++salt)));
  return rounded(both - made);
}

function firstOfAll(language: Language): number {
  const { stdout } = spawnSync(process.execPath, [join(import.meta.dirname, 'validate-once.ts'), language], {
    encoding: 'utf8',
  });
  return rounded(Number(stdout));
}

/** The same cost per state, however many there are. */
async function growth(language: Language): Promise<Row[]> {
  const rows: Row[] = [];
  for (const states of [100, 1_000, 10_000]) {
    const text = definitionOf(language, states);
    const value = rounded(((await milliseconds(() => validate(text))) * 1_000) / states);
    rows.push({ name: `${language}, ${states} states, each`, value, unit: 'µs' });
  }
  return rows;
}
