import type { Json, JsonObject } from '../../../src/asl/json.ts';
import type { MockAnswer } from '../../../src/testing/simulate.ts';
import { failuresOf, isApproved, perform, type Work } from './jobs.ts';

/** What the driver does with the flows of a blueprint, besides starting them. */
export type Handling = 'started' | 'triggered' | 'paused' | 'stopped' | 'retried';

export interface CrashBlueprint {
  readonly name: string;
  readonly handling: Handling;
  /** Of all flows, this many. */
  readonly weight: number;
  readonly definition: JsonObject;
  readonly inputOf: (work: Work) => Work;
}

type States = Record<string, JsonObject>;
const END = { End: true };

export const TRIGGER_TOPIC = 'crash_orders';
/** Jobs wait on `WORK_TOPIC.BLUEPRINT.STATE`. */
export const WORK_TOPIC = 'crash_work';
export const ANSWER_TOPIC = 'crash_answers';
/** Tasks whose service reads a topic; it answers on the reply topic by token, or on its own by the flow's id. */
export const ASYNC_TASKS = {
  'relay.Alpha': 'token',
  'relay.Beta': 'id',
  'relay.Note': 'none',
  'fork.Split': 'token',
  'fork.Book': 'id',
} as const;

export function crashBlueprints(servicePort: number): readonly CrashBlueprint[] {
  const all: CrashBlueprint[] = [];
  function add(
    name: string,
    handling: Handling,
    weight: number,
    make: (task: MakeTask) => JsonObject,
    more = {},
  ): void {
    const task: MakeTask = (state, next) => ({
      Type: 'Task',
      Processor: `http://127.0.0.1:${servicePort}/jobs/${name}.${state}`,
      ...next,
    });
    all.push({ name, handling, weight, definition: make(task), inputOf: (work) => ({ ...work, ...more }) });
  }

  add('steps', 'started', 6, (task) => machine(sequence(task, ['A', 'B', 'C', 'D', 'E'])));
  add('bulky', 'started', 2, (task) => machine(sequence(task, ['A', 'B', 'C'])), { text: 'x'.repeat(24_000) });
  add('branches', 'started', 4, branches);
  add('each', 'started', 3, each);
  add('fork', 'started', 4, fork);
  add('relay', 'started', 4, relay);
  add('clock', 'started', 3, clock);
  add('flaky', 'started', 3, flaky, { fails: 2 });
  add('silent', 'started', 1, silent);
  add('approval', 'started', 3, approval);
  add('loop', 'started', 2, loop);
  add('once', 'started', 2, once);
  add('triggered', 'triggered', 2, (task) => triggered(task, {}));
  add('triggered-by-name', 'triggered', 2, (task) => triggered(task, { FlowName: '$.value.id' }));
  add('held', 'paused', 2, held);
  add('endless', 'stopped', 2, endless);
  add(
    'mended',
    'retried',
    2,
    (task) => machine({ First: task('First', { Next: 'Flaky' }), Flaky: task('Flaky', END) }),
    {
      fails: 1,
    },
  );
  return all;
}

type MakeTask = (state: string, next: JsonObject) => JsonObject;

function machine(states: States, more: JsonObject = {}): JsonObject {
  return { ...more, StartAt: Object.keys(states)[0] ?? '', States: states };
}

function sequence(task: MakeTask, names: readonly string[]): States {
  return Object.fromEntries(
    names.map((name, at) => [name, task(name, at === names.length - 1 ? END : { Next: names[at + 1] ?? '' })]),
  );
}

function wait(next: JsonObject, seconds = 1): JsonObject {
  return { Type: 'Wait', Seconds: seconds, ...next };
}

function branches(task: MakeTask): JsonObject {
  return machine({
    Fork: {
      Type: 'Parallel',
      Branches: [
        machine(sequence(task, ['LeftOne', 'LeftTwo'])),
        machine({ Pause: wait({ Next: 'Middle' }), Middle: task('Middle', END) }),
        machine({ Right: { Type: 'Pass', End: true } }),
      ],
      Next: 'After',
    },
    After: { Type: 'Pass', Parameters: { 'id.$': '$[0].id', 'n.$': '$[0].n', 'all.$': '$' }, Next: 'Last' },
    Last: task('Last', END),
  });
}

function each(task: MakeTask): JsonObject {
  return machine({
    Items: {
      Type: 'Pass',
      Parameters: { 'id.$': '$.id', 'n.$': '$.n', 'items.$': 'States.ArrayRange(1, 12, 1)' },
      Next: 'Each',
    },
    Each: {
      Type: 'Map',
      ItemsPath: '$.items',
      MaxConcurrency: 4,
      ItemSelector: { 'id.$': '$.id', 'n.$': '$$.Map.Item.Value' },
      ItemProcessor: machine({ Seen: { Type: 'Pass', Next: 'Item' }, Item: task('Item', END) }),
      ResultPath: '$.results',
      End: true,
    },
  });
}

function asyncTask(name: string, next: JsonObject): JsonObject {
  return { Type: 'Task', Mode: 'Async', Processor: `kafka://${WORK_TOPIC}`, Group: name, ...next };
}

const CORRELATED = { ReplyTopic: ANSWER_TOPIC, Correlation: { Request: '$request.key', Reply: '$reply.key' } };

function correlated(name: string, next: JsonObject): JsonObject {
  const parameters = { 'id.$': '$.id', 'n.$': '$.n', 'key.$': `States.Format('{} ${name}', $.id)` };
  return asyncTask(name, { Parameters: parameters, ...CORRELATED, ...next });
}

function fork(task: MakeTask): JsonObject {
  return machine({
    Fork: {
      Type: 'Parallel',
      Completion: 'Detached',
      Branches: [
        machine({ Split: asyncTask('fork.Split', END) }),
        machine({ Book: correlated('fork.Book', END) }),
        machine({ Check: task('Check', END) }),
      ],
      Next: 'Meanwhile',
    },
    Meanwhile: task('Meanwhile', { Next: 'Collect' }),
    Collect: { Type: 'Join', Of: 'Fork', ResultPath: '$.joined', Next: 'Last' },
    Last: task('Last', END),
  });
}

function relay(task: MakeTask): JsonObject {
  return machine({
    Alpha: asyncTask('relay.Alpha', { Next: 'Beta' }),
    Beta: correlated('relay.Beta', { Next: 'Note' }),
    Note: asyncTask('relay.Note', { Reply: 'None', ResultPath: null, Next: 'Last' }),
    Last: task('Last', END),
  });
}

function clock(task: MakeTask): JsonObject {
  return machine({
    Before: wait({ Next: 'Between' }),
    Between: task('Between', { Next: 'After' }),
    After: wait({ Next: 'Done' }, 2),
    Done: { Type: 'Succeed' },
  });
}

function flaky(task: MakeTask): JsonObject {
  const retry = { ErrorEquals: ['States.Http.StatusCode.503'], IntervalSeconds: 1, BackoffRate: 1, MaxAttempts: 3 };
  const caught = { ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Last' };
  return machine({
    Flaky: task('Flaky', { Retry: [retry], Next: 'HopelessFlaky' }),
    HopelessFlaky: task('HopelessFlaky', { Catch: [caught], Next: 'Never' }),
    Never: { Type: 'Fail' },
    Last: task('Last', END),
  });
}

function silent(task: MakeTask): JsonObject {
  return machine({
    Ask: asyncTask('silent.Ask', {
      TimeoutSeconds: 2,
      Catch: [{ ErrorEquals: ['States.Timeout'], ResultPath: '$.error', Next: 'Last' }],
      Next: 'Never',
    }),
    Never: { Type: 'Fail' },
    Last: task('Last', END),
  });
}

function approval(task: MakeTask): JsonObject {
  return machine({
    Ask: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: { FunctionName: 'AskApprover', Payload: { 'work.$': '$', 'token.$': '$$.Task.Token' } },
      Catch: [{ ErrorEquals: ['Crash.Refused'], ResultPath: '$.refusal', Next: 'Last' }],
      Next: 'Last',
    },
    Last: task('Last', END),
  });
}

function loop(task: MakeTask): JsonObject {
  return machine(
    {
      Begin: { Type: 'Pass', Assign: { left: 4 }, Next: 'Work' },
      Work: { ...task('Work', { Next: 'More' }), Assign: { left: '{% $left - 1 %}' } },
      More: { Type: 'Choice', Choices: [{ Condition: '{% $left > 0 %}', Next: 'Work' }], Default: 'Done' },
      Done: { Type: 'Succeed' },
    },
    { QueryLanguage: 'JSONata' },
  );
}

function once(task: MakeTask): JsonObject {
  const caught = { ErrorEquals: ['SFC.Unknown'], ResultPath: '$.error', Next: 'Lost' };
  return machine({
    Only: { ...task('Only', { Next: 'Done' }), Delivery: 'AtMostOnce', Catch: [caught] },
    Lost: { Type: 'Pass', Result: true, ResultPath: '$.lost', End: true },
    Done: { Type: 'Succeed' },
  });
}

function triggered(task: MakeTask, naming: JsonObject): JsonObject {
  const triggers = [{ Topic: TRIGGER_TOPIC, Input: '$.value', ...naming }];
  return machine(sequence(task, ['A', 'B']), { Triggers: triggers });
}

function held(task: MakeTask): JsonObject {
  return machine({
    First: wait({ Next: 'Work' }),
    Work: task('Work', { Next: 'Second' }),
    Second: wait({ Next: 'Last' }),
    Last: task('Last', END),
  });
}

function endless(task: MakeTask): JsonObject {
  return machine({
    Work: task('Work', { Next: 'Wait' }),
    Wait: wait({ Next: 'Never' }, 100_000),
    Never: task('Never', END),
  });
}

/** The service as a mock of the simulation. */
export function mockAnswer(blueprint: string, state: string, attempt: number, input: Json): MockAnswer {
  const task = `${blueprint}.${state}`;
  const work = input as Work;
  if (task === 'silent.Ask') return { hangs: true };
  if (task === 'approval.Ask') return approvalOf((input as { Payload: { work: Work } }).Payload.work);
  // As a flow's attempts are numbered; the service counts tokens.
  if (attempt <= failuresOf(task, work)) return { error: 'States.Http.StatusCode.503', cause: 'not yet' };
  return { output: perform(task, work) };
}

function approvalOf(work: Work): MockAnswer {
  return isApproved(work) ? { output: perform('approval.Ask', work) } : { error: 'Crash.Refused', cause: 'odd' };
}
