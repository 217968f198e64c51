import { compileBlueprint } from '../../../src/asl/compile.ts';
import { parseBlueprint } from '../../../src/asl/parse/parse-blueprint.ts';
import type { Program } from '../../../src/asl/program.ts';
import { acceptFlow } from '../../../src/engine/accept-flow.ts';
import { decide } from '../../../src/engine/decide.ts';
import type { DispatchJob } from '../../../src/engine/effects.ts';
import type { FlowId } from '../../../src/engine/ids.ts';
import type { Input } from '../../../src/engine/inputs.ts';
import { openEffects } from '../../../src/engine/open-effects.ts';
import { randomBlueprint } from './asl-blueprint.ts';
import type { Random } from './random.ts';
import type { Play } from './world.ts';

const ANSWERS = /^(LambdaFunction|Task)(Succeeded|Failed|TimedOut)$/;

/** Flows of a random blueprint, on the real engine, with operators who stop, retry, pause, resume and skip. */
export function aslPlay(random: Random): Play<Program> {
  const program = compiled(randomBlueprint(random));
  const flows = Array.from({ length: random.between(1, 2) }, (_, index) => {
    const id = `f${index + 1}` as FlowId;
    return acceptFlow({ id, name: id, blueprint: 'asl', version: 1, input: { count: 0, items: [1, 2, 3] }, now: 0 });
  });
  return {
    decide,
    openEffects,
    programOf: () => program,
    flows,
    interruptions: flows.flatMap(({ id: flowId }) =>
      Array.from({ length: random.pick([0, 0, 0, 2, 5]) }, () => ({
        flowId,
        verb: (run: number) => randomVerb(random, run),
      })),
    ),
    perform,
    answered: ({ type, previousEventId }) => (ANSWERS.test(type) ? `event ${previousEventId}` : undefined),
  };
}

function compiled(definition: object): Program {
  const { blueprint } = parseBlueprint(JSON.stringify(definition));
  const result = blueprint && compileBlueprint(blueprint);
  if (!result?.ok) throw new Error(`the blueprint does not compile: ${JSON.stringify(result?.error ?? definition)}`);
  return result.value;
}

export function randomVerb(random: Random, run: number): Input {
  const verb = { operationId: `operation-${random.between(1, 1_000_000)}`, run };
  switch (random.between(0, 9)) {
    case 0:
      return { type: 'StopFlow', ...verb };
    case 1:
    case 2:
      return { type: 'RetryFlow', ...verb, from: random.pick(['Failure', 'Start']) };
    case 3:
      return { type: 'SkipState', ...verb, state: 'S1' };
    case 4:
    case 5:
    case 6:
      return { type: 'PauseFlow', ...verb };
    default:
      return { type: 'ResumeFlow', ...verb };
  }
}

function perform({ entry, attempt, job }: DispatchJob, luck: Random): Input[] {
  const inputs: Input[] = [];
  if (job.reader !== undefined || job.results !== undefined) return [mapsAnswer(entry, attempt, luck)];
  if (luck.chance(0.2)) inputs.push({ type: 'ReportJobStarted', entry, attempt, submitted: 'accepted' });
  if (luck.chance(0.2)) inputs.push({ type: 'RecordHeartbeat', entry, attempt });
  if (luck.chance(0.03)) return inputs;
  const result = luck.chance(0.25)
    ? { error: { error: 'Simulated' } }
    : { output: { performed: luck.between(1, 1e6) } };
  inputs.push({ type: 'ReportJobResult', entry, attempt, result });
  return inputs;
}

/** Of what reads a Map's items or writes its results: there is no time-out for it, so an answer always comes. */
function mapsAnswer(entry: number, attempt: number, luck: Random): Input {
  const result = luck.chance(0.2) ? { error: { error: 'Simulated' } } : { output: { items: [1, 2, 3], sources: [] } };
  return { type: 'ReportJobResult', entry, attempt, result };
}
