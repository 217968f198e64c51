import { describe, expect, it } from 'vitest';
import { aslPlay } from './support/asl-play.ts';
import { expectNoViolation, REPLAY, seeds } from './support/expect-no-violation.ts';
import { inputsJudgedOtherwise } from './support/judge-again.ts';
import { simulate } from './support/simulate.ts';

describe('the engine, in a simulated world', () => {
  it('keeps its promises with several conductors, zombies and partitions that grow', async () => {
    expectNoViolation(await simulate(aslPlay, seeds(1_000), { kind: 'distributed', ...REPLAY }));
  });

  it('keeps its promises in one process that dies with its jobs and messages', async () => {
    expectNoViolation(await simulate(aslPlay, seeds(500), { kind: 'embedded', ...REPLAY }));
  });
});

describe('an input that comes again, late', () => {
  it('never changes what it did not change before, and applies nothing twice', async () => {
    const found: string[] = [];
    for (const seed of seeds(400)) {
      for (const text of await inputsJudgedOtherwise(seed)) found.push(`seed ${seed}: ${text}`);
    }
    expect(found.slice(0, 5)).toEqual([]);
  });
});
