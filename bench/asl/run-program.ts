import { compileBlueprint } from '../../src/asl/compile.ts';
import type { Json } from '../../src/asl/json.ts';
import { parseBlueprint } from '../../src/asl/parse/parse-blueprint.ts';
import type { Program } from '../../src/asl/program.ts';
import { acceptFlow } from '../../src/engine/accept-flow.ts';
import type { FlowId } from '../../src/engine/ids.ts';
import type { ReportJobResult } from '../../src/engine/inputs.ts';
import { runVirtual, type VirtualOutcome } from '../../src/testing/run-virtual.ts';

/** What a mocked job gives for its input. */
export type Handler = (input: Json) => Json;
type JobResult = ReportJobResult['result'];
export type Handlers = { readonly [state: string]: Handler };

const NOW = Date.UTC(2024, 0, 1);
const LIMITS = { eventsPerDecision: 500, eventsPerFlow: 25_000, payloadBytes: 262_144 };

/** Parsed and compiled once, as a conductor keeps a blueprint version. */
export function programOf(definition: Json): Program {
  const { blueprint, problems } = parseBlueprint(definition);
  if (blueprint === undefined) throw new Error(problems[0]?.message);
  const compiled = compileBlueprint(blueprint);
  if (!compiled.ok) throw new Error(compiled.error.cause);
  return compiled.value;
}

/** One flow from its start to its end, every event of its history made and kept until then. */
export function runProgram(program: Program, input: Json, handlers: Handlers = {}): Promise<VirtualOutcome> {
  const id = 'flow' as FlowId;
  return runVirtual({
    program,
    flow: acceptFlow({ id, name: id, blueprint: 'bench', version: 1, input, now: NOW }),
    perform: ({ state, job }) => answer(handlers[state], job.input),
    limits: LIMITS,
    now: NOW,
  });
}

/** What the job ends with; without a handler it gives its input back. */
export function answer(handler: Handler | undefined, input: Json): { readonly result: JobResult } {
  if (handler === undefined) return { result: { output: input } };
  try {
    return { result: { output: handler(input) } };
  } catch (error) {
    return { result: { error: { error: (error as Error).name, cause: (error as Error).message } } };
  }
}
