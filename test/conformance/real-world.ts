import { isObject, type Json } from '../../src/asl/json.ts';
import { simulate } from '../../src/testing/simulate.ts';
import { plausibleData } from './plausible-data.ts';
import { createRepairs } from './repairs.ts';

/** The best of several tries with a published definition. */
export interface Outcome {
  readonly id: string;
  /** `none`: no try came to an end that the definition itself asks for. */
  readonly end: 'succeeded' | 'failed as designed' | 'none';
  readonly tries: number;
  /** Where the end is `none`: why the last try ended. */
  readonly reason?: string;
  /** An exception, or a fault of SFC's own: never right. */
  readonly internalError?: string;
}

const TRIES = 40;
const LIMITS = { eventsPerFlow: 2_000, payloadBytes: 4 * 1024 * 1024 };

/** Runs the definition on mocked jobs in virtual time until a try ends as the definition means it to. */
export async function runPublished(id: string, published: Json): Promise<Outcome> {
  const definition = substituted(published);
  const data = plausibleData(definition);
  const states = statesOf(definition);
  const repairs = createRepairs(data);
  let reason = '';
  let furthest = -1;
  let failedAsDesigned = false;
  for (let tried = 0; tried < TRIES; tried++) {
    let jobs = 0;
    const plain = tried % 8 === 7 ? [data.object(tried), data.object(tried + 1)] : data.object(tried);
    const input = repairs.apply('', plain);
    try {
      const run = await simulate(definition, {
        input,
        // Express executions have one part more in their ARN than others, and some definitions take it apart.
        name: 'published:1',
        limits: LIMITS,
        maxDecisions: 5_000,
        mocks: ({ state, job }) => {
          const output = outputOf(job.processor, states.get(state), data, tried + jobs++, tried % 6 === 5);
          return { output: repairs.apply(state, output) };
        },
      });
      const { status, error, cause, path } = run;
      if (status === 'SUCCEEDED') return { id, end: 'succeeded', tries: tried + 1 };
      if (path.some(({ type, status: of }) => type === 'Fail' && of === 'FAILED')) failedAsDesigned = true;
      else repairs.learn(run, states);
      if (path.length > furthest || (path.length === furthest && tried % 6 !== 5 && tried % 8 !== 7)) {
        furthest = path.length;
        reason = `${status} ${error ?? ''}: ${cause ?? ''}`;
      }
    } catch (thrown) {
      const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
      return { id, end: 'none', tries: tried + 1, internalError: text };
    }
  }
  return failedAsDesigned ? { id, end: 'failed as designed', tries: TRIES } : { id, end: 'none', tries: TRIES, reason };
}

function outputOf(
  processor: string,
  state: Json | undefined,
  data: ReturnType<typeof plausibleData>,
  turn: number,
  asList: boolean,
): Json {
  const { ResultPath } = isObject(state) ? state : {};
  const rich = data.objectAt(typeof ResultPath === 'string' ? ResultPath : undefined, turn);
  const output = asList && !Array.isArray(rich) ? [rich, rich] : rich;
  if (!processor.includes(':lambda:invoke')) return output;
  const base = isObject(rich) ? rich : {};
  return { ...base, ExecutedVersion: '$LATEST', StatusCode: 200, Payload: payloadOf(base['Payload'], output) };
}

function payloadOf(known: Json | undefined, output: Json): Json {
  if (known === undefined) return output;
  return isObject(known) && isObject(output) ? { ...output, ...known } : known;
}

/** Every state of the definition by name, whatever it stands in. */
function statesOf(value: Json, found = new Map<string, Json>()): Map<string, Json> {
  if (Array.isArray(value)) for (const item of value) statesOf(item, found);
  if (!isObject(value)) return found;
  for (const [field, member] of Object.entries(value)) {
    if (field === 'States' && isObject(member))
      for (const [name, state] of Object.entries(member)) found.set(name, state);
    statesOf(member, found);
  }
  return found;
}

/** Templates hold `${NAME}` where deployment puts in an ARN or a name. */
function substituted(value: Json): Json {
  if (typeof value === 'string') {
    const whole = /^\$\{([^}]+)\}$/.exec(value);
    if (whole !== null) return `arn:aws:lambda:us-east-1:123456789012:function:${whole[1]?.replace(/\W/g, '')}`;
    return value.replace(/\$\{([^}]+)\}/g, (_, name: string) => name.replace(/\W/g, ''));
  }
  if (Array.isArray(value)) return value.map(substituted);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, substituted(member)]));
}
