import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/asl/json.ts';
import { decide } from '../../../src/engine/decide.ts';
import type { Flow } from '../../../src/engine/flow.ts';
import type { Input } from '../../../src/engine/inputs.ts';
import { openEffects } from '../../../src/engine/open-effects.ts';
import { deepFreeze } from './support/deep-freeze.ts';
import { FACTS } from './support/given.ts';
import { program } from './support/machines.ts';
import { RANDOM_INPUT, randomMachine } from './support/random-machine.ts';
import { play, type Step } from './support/world.ts';

const RUNS = { numRuns: 200 };
const anyMachine = randomMachine({ failures: true, forks: true, distributed: true });
const loudMachine = randomMachine({ failures: true, forks: true });
const seeds = fc.nat(1_000_000).map(String);

function playOf(definition: JsonObject, seed: string, more: Partial<Parameters<typeof play>[0]> = {}) {
  return play({
    program: deepFreeze(program(definition)),
    input: deepFreeze(RANDOM_INPUT),
    seed,
    failureRate: 0.2,
    ...more,
  });
}

/** Pauses, resumes, stops, skips and retries now and then. */
function meddle(flow: Flow, random: () => number): Input | undefined {
  const chance = random();
  const base = { operationId: `o${flow.eventCount}-${flow.entryCount}`, run: flow.run };
  if (flow.status === 'SUCCEEDED' || flow.run > 3) return undefined;
  if (flow.endedAt !== undefined) {
    const from = chance < 0.5 ? 'Failure' : chance < 0.7 ? 'Start' : 'S2';
    return { type: 'RetryFlow', from, ...base };
  }
  if (flow.status === 'PAUSED') return chance < 0.5 ? { type: 'ResumeFlow', ...base } : undefined;
  if (chance < 0.05) return { type: 'PauseFlow', ...base };
  if (chance < 0.07) return { type: 'StopFlow', ...base };
  const state = Object.values(flow.visits)[0]?.state;
  return chance < 0.1 && state !== undefined ? { type: 'SkipState', state, output: chance, ...base } : undefined;
}

/** The state with the branches and iterations around it. */
function placeOf(flow: Flow, entry: number): string {
  const visit = flow.visits[entry];
  if (visit === undefined) return '';
  return `${visit.parent === undefined ? '' : placeOf(flow, visit.parent)}/${visit.index}.${visit.state}`;
}

/** Fails where an entry number is given twice, or a job is dispatched whose place has its result. */
function expectNothingTwice() {
  const entries = new Set<number>();
  const done = new Set<string>();
  return ({ before, input, decision: { flow, effects } }: Step) => {
    const begun = Object.keys(flow.visits)
      .map(Number)
      .filter((entry) => entry > before.entryCount);
    for (const entry of begun) expect(entries).not.toContain(entry);
    for (const entry of begun) entries.add(entry);
    // A Map that is retried reads and writes again; its iterations' tasks and all others are done once.
    const isTask = before.visits[('entry' in input && input.entry) || 0]?.phase.type === 'job';
    if (isTask && input.type === 'ReportJobResult' && 'output' in input.result) done.add(placeOf(before, input.entry));
    for (const effect of effects)
      if (effect.type === 'DispatchJob') expect(done).not.toContain(placeOf(flow, effect.entry));
  };
}

describe('the laws of decisions', () => {
  it('a decision changes none of its arguments and is the same when repeated, also over JSON', () => {
    fc.assert(
      fc.property(anyMachine, seeds, (definition, seed) => {
        const compiled = deepFreeze(program(definition));
        const observe = ({ before, input, facts, decision }: Step) => {
          deepFreeze(decision);
          const copy = JSON.parse(JSON.stringify(before)) as Flow;
          expect(decide(compiled, deepFreeze(copy), input, facts)).toEqual(decision);
          expect(JSON.parse(JSON.stringify(decision.flow))).toEqual(decision.flow);
        };
        play({
          program: compiled,
          input: deepFreeze(RANDOM_INPUT),
          seed,
          failureRate: 0.2,
          observe,
          interfere: meddle,
        });
      }),
      RUNS,
    );
  });

  it('a duplicate input changes nothing', () => {
    fc.assert(
      fc.property(anyMachine, seeds, (definition, seed) => {
        const compiled = program(definition);
        const past: Input[] = [];
        const observe = ({ input, facts, decision }: Step) => {
          if (input.type !== 'RecordHeartbeat') past.push(input);
          for (const again of past.slice(-20)) {
            const repeated = decide(compiled, decision.flow, again, facts);
            expect(repeated).toEqual({ applied: false, flow: decision.flow, events: [], effects: [] });
            expect('flow' in repeated && repeated.flow).toBe(decision.flow);
          }
        };
        play({
          program: compiled,
          input: RANDOM_INPUT,
          seed,
          failureRate: 0.2,
          observe,
          interfere: meddle,
          persistent: true,
        });
      }),
      RUNS,
    );
  });

  it('event ids have no gaps, follow earlier events, and every job has its event', () => {
    fc.assert(
      fc.property(loudMachine, seeds, (definition, seed) => {
        const observe = ({ decision }: Step) => {
          const scheduled = decision.events.filter(({ type }) => type.endsWith('Scheduled'));
          expect(decision.effects.filter(({ type }) => type === 'DispatchJob').length).toBe(scheduled.length);
          expect(new Set(decision.effects.map(({ type, id }) => `${type} ${id}`)).size).toBe(decision.effects.length);
        };
        const { events, flow } = playOf(definition, seed, { observe, interfere: meddle, persistent: true });
        expect(flow.eventCount).toBe(events.length);
        events.forEach(({ id, previousEventId, type }, index) => {
          expect(id).toBe(index + 1);
          expect(previousEventId).toBeLessThan(id);
          if (id > 2 && type !== 'ExecutionAborted') expect(previousEventId).toBeGreaterThan(0);
        });
      }),
      RUNS,
    );
  });

  it('open effects are exactly the jobs and timers that are neither answered nor cancelled', () => {
    fc.assert(
      fc.property(anyMachine, seeds, (definition, seed) => {
        const observe = ({ decision }: Step, outstanding: ReadonlySet<string>) => {
          expect(
            openEffects(decision.flow)
              .map(({ id }) => id)
              .sort(),
          ).toEqual([...outstanding].sort());
        };
        playOf(definition, seed, { observe });
      }),
      RUNS,
    );
  });

  it('every flow ends when all jobs are answered and timers fired, and leaves nothing open', () => {
    fc.assert(
      fc.property(anyMachine, seeds, (definition, seed) => {
        const { flow, outstanding } = playOf(definition, seed);
        expect(['SUCCEEDED', 'FAILED']).toContain(flow.status);
        expect(flow.visits).toEqual({});
        expect([...outstanding]).toEqual([]);
        expect(flow.unfinished === undefined).toBe(flow.status === 'SUCCEEDED');
      }),
      RUNS,
    );
  });

  it('the output of independent branches does not depend on the order of answers', () => {
    fc.assert(
      fc.property(randomMachine({ failures: false, forks: true }), seeds, seeds, (definition, one, other) => {
        const first = playOf(definition, one, { failureRate: 0 });
        const second = playOf(definition, other, { failureRate: 0 });
        expect(first.flow.status).toBe('SUCCEEDED');
        expect(second.flow.output).toEqual(first.flow.output);
      }),
      RUNS,
    );
  });

  it('the budget of a decision does not change the output', () => {
    fc.assert(
      fc.property(
        randomMachine({ failures: false, forks: true }),
        fc.integer({ min: 1, max: 9 }),
        (definition, eventsPerDecision) => {
          const limits = { ...FACTS.limits, eventsPerDecision };
          const small = playOf(definition, '1', { failureRate: 0, limits });
          const large = playOf(definition, '1', { failureRate: 0 });
          expect(small.flow.output).toEqual(large.flow.output);
        },
      ),
      RUNS,
    );
  });

  it('a flow retried until it succeeds gives what it would have given at once, and does no job again', () => {
    fc.assert(
      fc.property(randomMachine({ failures: false, forks: false }), seeds, (definition, seed) => {
        const expected = playOf(definition, seed, { failureRate: 0 });
        let failures = 0;
        const interfere = (flow: Flow): Input | undefined =>
          flow.endedAt !== undefined && flow.status !== 'SUCCEEDED' && failures++ < 50
            ? { type: 'RetryFlow', operationId: `retry-${flow.run}`, run: flow.run }
            : undefined;
        const observe = expectNothingTwice();
        const { flow } = playOf(definition, seed, { failureRate: 0.1, interfere, observe, persistent: true });
        expect(flow.output).toEqual(expected.flow.output);
      }),
      RUNS,
    );
  });
});
