import { PROTOCOL, type Protocol } from '../../../src/conductor/outbox.ts';
import { violationsOf } from './invariants.ts';
import { createRandom, type Random } from './random.ts';
import { type Play, runWorld, type WorldSettings } from './world.ts';

export interface SimulationOptions {
  readonly kind: WorldSettings['kind'];
  readonly protocol?: Partial<Protocol>;
  readonly checksRevision?: boolean;
  /** Ends with the first run that has a violation. */
  readonly stopsAtFirst?: boolean;
  readonly trace?: (line: string) => void;
}

export interface SimulationReport {
  readonly runs: number;
  readonly steps: number;
  /** How many processes died where. */
  readonly crashes: ReadonlyMap<string, number>;
  /** By seed. */
  readonly violations: ReadonlyMap<number, readonly string[]>;
}

const MAX_STEPS = 6_000;

/** One run per seed. Runs with a violation are reported, never thrown. */
export async function simulate<Program>(
  playOf: (random: Random) => Play<Program>,
  seeds: Iterable<number>,
  { kind, protocol, checksRevision = true, stopsAtFirst = false, trace }: SimulationOptions,
): Promise<SimulationReport> {
  const violations = new Map<number, readonly string[]>();
  const crashes = new Map<string, number>();
  let runs = 0;
  let steps = 0;
  for (const seed of seeds) {
    const random = createRandom(seed);
    const world = await runWorld(playOf(random), random, {
      kind,
      protocol: { ...PROTOCOL, ...protocol },
      checksRevision,
      hostileSteps: 400,
      maxSteps: MAX_STEPS,
      ...(trace && { trace }),
    });
    const found = violationsOf(world);
    if (found.length > 0) violations.set(seed, found);
    for (const [point, count] of world.scheduler.crashes) crashes.set(point, (crashes.get(point) ?? 0) + count);
    runs += 1;
    steps += world.steps ?? MAX_STEPS;
    if (stopsAtFirst && found.length > 0) break;
  }
  return { runs, steps, crashes, violations };
}
