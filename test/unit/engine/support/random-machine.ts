import fc from 'fast-check';
import type { JsonObject } from '../../../../src/asl/json.ts';
import { FUNCTION } from './machines.ts';

/** What a random machine may hold. */
export interface Kinds {
  /** Retry, Catch, time-outs, Fail states and Joins that settle for less than all. */
  readonly failures: boolean;
  /** Detached Parallels and Maps, and Joins. */
  readonly forks: boolean;
  /** Maps whose iterations leave no events. */
  readonly distributed?: boolean;
}

interface Fork {
  readonly detached: boolean;
  readonly joined: boolean;
  readonly until: 'All' | 'Any' | 2;
  readonly goesOn: boolean;
  readonly joinTimesOut: boolean;
}
interface Handling {
  readonly retry: boolean;
  readonly caught: boolean;
}
type Step =
  | ({ readonly kind: 'task'; readonly timesOut: boolean; readonly beats: boolean } & Handling)
  | { readonly kind: 'pass' | 'wait' | 'choice' | 'fail' }
  | ({ readonly kind: 'parallel'; readonly branches: readonly Steps[] } & Fork & Handling)
  | ({
      readonly kind: 'map';
      readonly body: Steps;
      readonly items: number;
      readonly window: number;
      readonly tolerated: number;
    } & Fork &
      Handling);
type Steps = readonly Step[];

/** Small machines with nested Parallels, Maps, detached forks and Joins. State names are unique in the whole machine. */
export function randomMachine(kinds: Kinds): fc.Arbitrary<JsonObject> {
  return stepsOf(2, kinds).map((steps) => {
    let count = 0;
    return machineOf(steps, kinds, () => `S${++count}`);
  });
}

function stepsOf(depth: number, kinds: Kinds): fc.Arbitrary<Steps> {
  const may = kinds.failures ? fc.boolean() : fc.constant(false);
  const handling = { retry: may, caught: may };
  const fork = {
    detached: kinds.forks ? fc.boolean() : fc.constant(false),
    joined: fc.boolean(),
    until: kinds.failures ? fc.constantFrom('All' as const, 'Any' as const, 2 as const) : fc.constant('All' as const),
    goesOn: may,
    joinTimesOut: may,
  };
  const simple: fc.Arbitrary<Step>[] = [
    fc.record({ kind: fc.constant('task' as const), timesOut: may, beats: may, ...handling }),
    fc.record({ kind: fc.constantFrom('pass' as const, 'wait' as const, 'choice' as const) }),
  ];
  if (kinds.failures) simple.push(fc.constant({ kind: 'fail' as const }));
  if (depth === 0) return fc.array(fc.oneof(...simple), { minLength: 1, maxLength: 2 });
  const inner = stepsOf(depth - 1, kinds);
  const nested: fc.Arbitrary<Step>[] = [
    fc.record({
      kind: fc.constant('parallel' as const),
      branches: fc.array(inner, { minLength: 1, maxLength: 3 }),
      ...fork,
      ...handling,
    }),
    fc.record({
      kind: fc.constant('map' as const),
      body: inner,
      items: fc.nat(3),
      window: fc.nat(2),
      tolerated: kinds.failures ? fc.nat(1) : fc.constant(0),
      ...fork,
      ...handling,
    }),
  ];
  return fc.array(fc.oneof(...simple, ...nested), { minLength: 1, maxLength: 3 });
}

const RETRY = [{ ErrorEquals: ['E1'], IntervalSeconds: 1, MaxAttempts: 1 }];

function machineOf(steps: Steps, kinds: Kinds, name: () => string): JsonObject {
  const states: [name: string, state: JsonObject][] = [];
  const joins: [name: string, state: JsonObject][] = [];
  const handler = name();
  for (const step of steps) {
    const own = name();
    states.push([own, stateOf(step, kinds, name, handler)]);
    if ('detached' in step && step.detached && step.joined) joins.push([name(), joinOf(own, step, handler, kinds)]);
  }
  states.push(...joins, [name(), { Type: 'Pass', Assign: { 'last.$': '$' } }]);
  const linked = states.map(([own, state], index) => [own, link(state, states[index + 1]?.[0])]);
  const end = { Type: 'Pass', ResultPath: null, End: true };
  return { StartAt: states[0]?.[0] ?? '', States: Object.fromEntries([...linked, [handler, end]]) };
}

function link(state: JsonObject, next: string | undefined): JsonObject {
  if (state['Type'] === 'Fail') return state;
  if (state['Type'] === 'Choice') {
    const rule = { Variable: '$.choose', IsPresent: true, Next: next ?? '' };
    return { ...state, Choices: [rule], Default: next ?? '' };
  }
  return next === undefined ? { ...state, End: true } : { ...state, Next: next };
}

function handlingOf({ retry, caught }: Handling, handler: string): JsonObject {
  return {
    ...(retry ? { Retry: RETRY } : {}),
    ...(caught ? { Catch: [{ ErrorEquals: ['States.ALL'], Next: handler }] } : {}),
  };
}

function forkOf(step: Fork & Handling, handler: string): JsonObject {
  return step.detached ? { Completion: 'Detached' } : { ResultPath: '$.r', ...handlingOf(step, handler) };
}

function joinOf(fork: string, step: Fork & Handling, handler: string, kinds: Kinds): JsonObject {
  return {
    Type: 'Join',
    Of: fork,
    Until: step.until === 2 ? { Count: 2 } : step.until,
    ResultPath: '$.j',
    ...(step.goesOn ? { Rest: 'Continue' } : {}),
    ...(kinds.failures && step.joinTimesOut ? { TimeoutSeconds: 7 } : {}),
    ...handlingOf({ retry: false, caught: step.caught }, handler),
  };
}

function stateOf(step: Step, kinds: Kinds, name: () => string, handler: string): JsonObject {
  switch (step.kind) {
    case 'task':
      return {
        Type: 'Task',
        Resource: FUNCTION,
        ResultPath: '$.t',
        ...(step.timesOut ? { TimeoutSeconds: 20 } : {}),
        ...(step.beats ? { HeartbeatSeconds: 5 } : {}),
        ...handlingOf(step, handler),
      };
    case 'pass':
      return { Type: 'Pass', Assign: { 'v.$': '$' }, Result: 1, ResultPath: '$.p' };
    case 'wait':
      return { Type: 'Wait', Seconds: 3 };
    case 'choice':
      return { Type: 'Choice' };
    case 'fail':
      return { Type: 'Fail', Error: 'E1', Cause: 'meant to' };
    case 'parallel':
      return {
        Type: 'Parallel',
        Branches: step.branches.map((branch) => machineOf(branch, kinds, name)),
        ...forkOf(step, handler),
      };
    case 'map':
      return {
        Type: 'Map',
        ItemsPath: `$$.Execution.Input.items[0:${step.items}]`,
        ItemSelector: { 'item.$': '$$.Map.Item.Value' },
        ItemProcessor: {
          ...machineOf(step.body, kinds, name),
          ProcessorConfig: { Mode: kinds.distributed && step.window !== 1 ? 'DISTRIBUTED' : 'INLINE' },
        },
        ...(kinds.distributed && step.window === 2 ? BUCKETS[step.items % BUCKETS.length] : {}),
        ...(step.window > 0 ? { MaxConcurrency: step.window } : {}),
        ...(step.tolerated > 0 ? { ToleratedFailureCount: step.tolerated } : {}),
        ...forkOf(step, handler),
      };
  }
}

const PLACE = { Parameters: { Bucket: 'b', Key: 'k' } };
const READER = { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType: 'JSON' }, ...PLACE };
const WRITER = { Resource: 'arn:aws:states:::s3:putObject', ...PLACE };
/** Distributed Maps that read, batch and write. */
const BUCKETS: readonly JsonObject[] = [
  { ItemReader: READER },
  { ResultWriter: WRITER },
  { ItemReader: READER, ItemBatcher: { MaxItemsPerBatch: 2 }, ResultWriter: WRITER },
];

/** The input of random machines: what their Maps run over. */
export const RANDOM_INPUT = { items: [{ n: 1 }, { n: 2 }, { n: 3 }], choose: true };
