import type { Json } from '../../src/asl/json.ts';
import type { Program } from '../../src/asl/program.ts';
import { acceptFlow } from '../../src/engine/accept-flow.ts';
import { decide } from '../../src/engine/decide.ts';
import type { Decision, Facts } from '../../src/engine/decision.ts';
import type { DispatchJob } from '../../src/engine/effects.ts';
import type { HistoryEvent } from '../../src/engine/events.ts';
import type { Flow } from '../../src/engine/flow.ts';
import type { FlowId } from '../../src/engine/ids.ts';
import type { Input } from '../../src/engine/inputs.ts';
import type { AslCase } from './cases.ts';
import { cpuMicroseconds, rounded } from './cpu-time.ts';
import { answer, type Handlers, programOf } from './run-program.ts';

/** What `decide` alone takes, and what it takes merely to make the same events and as many copies of the flow. */
export interface RawComparison {
  readonly definition: string;
  readonly decisionsPerRun: number;
  readonly engineMicrosecondsPerTransition: number;
  readonly rawMicrosecondsPerTransition: number;
  /** Engine ÷ raw. */
  readonly ratio: number;
}

/** Compares the engine with the least that a flow which keeps a history could cost. */
export async function compareWithRaw({ name, definition, input, handlers }: AslCase): Promise<RawComparison> {
  const program = programOf(definition);
  const recorded = decisionsOf(program, input, handlers);
  const transitions = recorded
    .flatMap(({ events }) => events)
    .filter(({ type }) => type.endsWith('StateEntered')).length;
  let made: readonly unknown[] = [];
  const engine = await cpuMicroseconds((count) => {
    for (let i = 0; i < count; i++) made = decisionsOf(program, input, handlers);
  });
  const raw = await cpuMicroseconds((count) => {
    for (let i = 0; i < count; i++) made = recorded.map(copyOf);
  });
  return {
    definition: name,
    decisionsPerRun: made.length,
    engineMicrosecondsPerTransition: rounded(engine / transitions),
    rawMicrosecondsPerTransition: rounded(raw / transitions),
    ratio: rounded(engine / raw),
  };
}

function copyOf({ flow, events }: Decision) {
  return { flow: copyOfFlow(flow), events: events.map(copyOfEvent) };
}

function copyOfFlow(flow: Flow): Flow {
  const visits: Record<string, Flow['visits'][string]> = {};
  for (const visit of Object.values(flow.visits)) visits[visit.entry] = { ...visit };
  return { ...flow, visits };
}

function copyOfEvent({ id, previousEventId, type, time, state, details }: HistoryEvent) {
  return { id, previousEventId, type, time, state, details: { ...details } };
}

const FACTS: Facts = {
  now: Date.UTC(2024, 0, 1),
  seed: 'bench',
  token: ({ entry, attempt }) => `${entry}.${attempt}`,
  limits: { eventsPerDecision: 500, eventsPerFlow: 25_000, payloadBytes: 262_144 },
};

/** All decisions of a flow whose jobs answer at once, with nothing around `decide`. */
function decisionsOf(program: Program, input: Json, handlers: Handlers): Decision[] {
  const id = 'flow' as FlowId;
  let flow = acceptFlow({ id, name: id, blueprint: 'bench', version: 1, input, now: FACTS.now });
  const inputs: Input[] = [{ type: 'StartFlow' }];
  const decisions: Decision[] = [];
  for (const next of inputs) {
    const decision = decide(program, flow, next, FACTS);
    if (decision instanceof Promise) throw new Error('The definition has JSONata in it.');
    decisions.push(decision);
    flow = decision.flow;
    for (const effect of decision.effects) if (effect.type === 'DispatchJob') inputs.push(resultOf(effect, handlers));
  }
  return decisions;
}

function resultOf({ entry, attempt, state, job }: DispatchJob, handlers: Handlers): Input {
  return { type: 'ReportJobResult', entry, attempt, ...answer(handlers[state], job.input) };
}
