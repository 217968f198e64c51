import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../../src/asl/json.ts';
import type { HistoryEvent } from '../../../src/engine/events.ts';
import type { Flow } from '../../../src/engine/flow.ts';
import { type MockAnswer, type Simulation, simulate } from '../../../src/testing/simulate.ts';
import { type CrashBlueprint, mockAnswer } from './blueprints.ts';
import { lanesOf, sequenceOf } from './history-shape.ts';
import type { Work } from './jobs.ts';
import type { Violations } from './violations.ts';

const ANY_ID = 'ID';
/** Their branches run side by side: only the order within each is given. */
const INTERLEAVED: ReadonlySet<string> = new Set(['branches', 'each', 'fork']);

/** Compares flows with runs of the same blueprint on the same engine, in virtual time and without a crash. */
export function createExpectation(blueprints: readonly CrashBlueprint[], violations: Violations) {
  const byName = new Map(blueprints.map((blueprint) => [blueprint.name, blueprint]));
  const simulated = new Map<string, Promise<Simulation>>();

  function simulation({ name, definition }: CrashBlueprint, input: Work, special?: MockAnswer): Promise<Simulation> {
    const key = JSON.stringify([name, input.n, input['fails'], special]);
    let known = simulated.get(key);
    if (known === undefined) {
      known = simulate(definition, {
        input: { ...input, id: ANY_ID },
        mocks: ({ state, attempt, job }) => special ?? mockAnswer(name, state, attempt, job.input),
      });
      simulated.set(key, known);
    }
    return known;
  }

  async function legalRuns(blueprint: CrashBlueprint, input: Work): Promise<Simulation[]> {
    const plain = await simulation(blueprint, blueprint.handling === 'retried' ? { ...input, fails: 0 } : input);
    if (blueprint.name !== 'once') return [plain];
    // The one call may have been lost with the conductor that made it.
    return [plain, await simulation(blueprint, input, { error: 'SFC.Unknown', cause: '' })];
  }

  return async (flow: Flow, events: readonly HistoryEvent[]): Promise<void> => {
    const blueprint = byName.get(flow.blueprint);
    const input = flow.input as Work;
    const complain = (what: string, detail: unknown) => violations.add(what, flow.id, detail);
    if (blueprint === undefined) return complain('a flow has a blueprint that nobody pushed', flow.blueprint);
    if (blueprint.handling === 'stopped') {
      if (flow.status !== 'ABORTED') complain('a stopped flow did not end so', flow.status);
      return;
    }
    const runs = await legalRuns(blueprint, input);
    const isEqual = runs.some((run) => hasEnd(run, flow) && (flow.run > 1 || hasHistory(run, flow.blueprint, events)));
    if (isEqual) return;
    const [run] = runs;
    if (run === undefined || !runs.some((candidate) => hasEnd(candidate, flow))) {
      complain('a flow ended otherwise than expected', [
        flow.status,
        flow.output ?? flow.error ?? null,
        run?.output ?? null,
      ]);
    } else {
      complain('a history is not that of a legal run', { found: sequenceOf(events), expected: sequenceOf(run.events) });
    }
  };
}

function hasEnd(run: Simulation, flow: Flow): boolean {
  if (run.status !== flow.status) return false;
  return isDeepStrictEqual(comparable(run.output, ANY_ID), comparable(flow.output, (flow.input as Work).id));
}

function hasHistory(run: Simulation, blueprint: string, events: readonly HistoryEvent[]): boolean {
  const shape = INTERLEAVED.has(blueprint) ? lanesOf : sequenceOf;
  return isDeepStrictEqual(shape(events), shape(run.events));
}

/** The output without what differs between flows of one kind: their ids, whether a mock failed, and the texts of errors. */
function comparable(output: Json | undefined, id: string): Json {
  if (output === undefined) return null;
  const text = JSON.stringify(output).replaceAll(`"${id}"`, '"?"').replaceAll(`"${id} `, '"? ');
  return JSON.parse(text, (key, value) => (key === 'Cause' || key === 'fails' ? '' : value)) as Json;
}
