import type { Json, JsonObject } from '../../../src/asl/json.ts';
import { type Batch, cpuMicroseconds, rounded } from '../cpu-time.ts';
import { type Handlers, programOf, runProgram } from '../run-program.ts';
import { inTurn } from './cost.ts';

/** What one visit of a state costs, its history included; of a Parallel or Map with all that runs inside. */
export interface StateCost {
  readonly state: string;
  readonly microseconds: number;
  readonly eventsPerVisit: number;
  readonly transitionsPerVisit: number;
  readonly microsecondsPerTransition: number;
}

const RESOURCE = 'arn:aws:lambda:us-east-1:123456789012:function:Work';
const PASS = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } };
const ITEMS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** A state without its transition; a Choice has `Next` in its rules put in by `next`. */
interface Sample {
  readonly name: string;
  readonly state: JsonObject | ((next: string) => JsonObject);
  /** A second state that always follows it: the Join of a fork. */
  readonly then?: (name: string) => JsonObject;
  readonly handler?: (input: Json) => Json;
}

const task = (fields: JsonObject = {}): JsonObject => ({ Type: 'Task', Resource: RESOURCE, ...fields });
const choice =
  (rule: JsonObject) =>
  (next: string): JsonObject => ({ Type: 'Choice', Choices: [{ ...rule, Next: next }] });

const refusal = Object.assign(new Error('no'), { name: 'Refused' });
const refuse = () => {
  throw refusal;
};

const SAMPLES: readonly Sample[] = [
  { name: 'Pass', state: { Type: 'Pass' } },
  { name: 'Pass, Result and ResultPath', state: { Type: 'Pass', Result: { a: 1 }, ResultPath: '$.result' } },
  { name: 'Pass, Parameters', state: { Type: 'Pass', Parameters: { 'id.$': '$.id', n: 1 } } },
  { name: 'Pass, Assign', state: { Type: 'Pass', Assign: { 'id.$': '$.id' } } },
  {
    name: 'Pass, JSONata Output',
    state: { Type: 'Pass', QueryLanguage: 'JSONata', Output: { id: '{% $states.input.id %}' } },
  },
  { name: 'Choice, one rule', state: choice({ Variable: '$.id', NumericEquals: 7 }) },
  {
    name: 'Choice, JSONata Condition',
    state: (next) => ({ ...choice({ Condition: '{% $states.input.id = 7 %}' })(next), QueryLanguage: 'JSONata' }),
  },
  { name: 'Wait', state: { Type: 'Wait', Seconds: 1 } },
  { name: 'Task, Lambda', state: task() },
  {
    name: 'Task, Parameters, ResultSelector, ResultPath',
    state: task({ Parameters: { 'id.$': '$.id' }, ResultSelector: { 'r.$': '$.id' }, ResultPath: '$.result' }),
  },
  { name: 'Task, TimeoutSeconds and HeartbeatSeconds', state: task({ TimeoutSeconds: 60, HeartbeatSeconds: 10 }) },
  {
    name: 'Task, JSONata Arguments and Output',
    state: task({
      QueryLanguage: 'JSONata',
      Arguments: { id: '{% $states.input.id %}' },
      Output: { id: '{% $states.result.id %}' },
    }),
  },
  { name: 'Task, service integration', state: task({ Resource: 'arn:aws:states:::sqs:sendMessage' }) },
  {
    name: 'Task, error caught',
    state: (next) => task({ Catch: [{ ErrorEquals: ['Refused'], ResultPath: '$.error', Next: next }] }),
    handler: refuse,
  },
  {
    name: 'Task, retried once, then caught',
    state: (next) =>
      task({
        Retry: [{ ErrorEquals: ['Refused'], MaxAttempts: 1 }],
        Catch: [{ ErrorEquals: ['Refused'], ResultPath: '$.error', Next: next }],
      }),
    handler: refuse,
  },
  { name: 'Parallel, two branches of one Pass', state: { Type: 'Parallel', Branches: [PASS, PASS], ResultPath: null } },
  {
    name: 'Map, ten items, one Pass each',
    state: { Type: 'Map', ItemsPath: '$.items', ItemProcessor: PASS, ResultPath: null },
  },
  {
    name: 'Map, ten items, ItemSelector',
    state: {
      Type: 'Map',
      ItemsPath: '$.items',
      ItemSelector: { 'v.$': '$$.Map.Item.Value', 'id.$': '$.id' },
      ItemProcessor: PASS,
      ResultPath: null,
    },
  },
  {
    name: 'detached Parallel of two and its Join',
    state: { Type: 'Parallel', Branches: [PASS, PASS], Completion: 'Detached', ResultPath: null },
    then: (of) => ({ Type: 'Join', Of: of, ResultPath: null }),
  },
];

const FEW = 5;
const MANY = 45;

/** The difference between long and short chains of the state, so that start and end of a flow are not in it. */
export function stateCosts(): Promise<StateCost[]> {
  return inTurn(SAMPLES, async (sample) => {
    const few = await measure(sample, FEW);
    const many = await measure(sample, MANY);
    const per = (of: (run: Measured) => number) => (of(many) - of(few)) / (MANY - FEW);
    const microseconds = per((run) => run.microseconds);
    const transitionsPerVisit = per((run) => run.transitions);
    return {
      state: sample.name,
      microseconds: rounded(microseconds),
      eventsPerVisit: per((run) => run.events),
      transitionsPerVisit,
      microsecondsPerTransition: rounded(microseconds / transitionsPerVisit),
    };
  });
}

interface Measured {
  readonly microseconds: number;
  readonly events: number;
  readonly transitions: number;
}

async function measure(sample: Sample, length: number): Promise<Measured> {
  const program = programOf(chain(sample, length));
  const input = { id: 7, items: ITEMS };
  const handlers: Handlers = Object.fromEntries(
    Array.from({ length }, (_, index) => [`S${index}`, sample.handler ?? (() => ({ id: 7 }))]),
  );
  const { flow, events } = await runProgram(program, input, handlers);
  if (flow.status !== 'SUCCEEDED') throw new Error(`${sample.name}: ${flow.status} ${flow.error?.cause ?? ''}`);
  const batch: Batch = async (count) => {
    for (let i = 0; i < count; i++) await runProgram(program, input, handlers);
  };
  const transitions = events.filter(({ type }) => type.endsWith('StateEntered')).length;
  return { microseconds: await cpuMicroseconds(batch), events: events.length, transitions };
}

/** So many of the state one after the other, then a Succeed. */
function chain({ state, then }: Sample, length: number): Json {
  const states: Record<string, Json> = {};
  for (let index = 0; index < length; index++) {
    const name = `S${index}`;
    const next = index === length - 1 ? 'Done' : `S${index + 1}`;
    const target = then === undefined ? next : `${name}Join`;
    const own = typeof state === 'function' ? state(target) : state;
    states[name] = own['Type'] === 'Choice' ? own : { ...own, Next: target };
    if (then !== undefined) states[target] = { ...then(name), Next: next };
  }
  return { StartAt: 'S0', States: { ...states, Done: { Type: 'Succeed' } } };
}
