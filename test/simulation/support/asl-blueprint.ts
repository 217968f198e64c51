import type { Random } from './random.ts';

type States = Record<string, object>;

const RESOURCES = [
  'arn:aws:lambda:us-east-1:123456789012:function:Simulated',
  'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
];

/** One to four states in a row, of the kinds that need the outside world or fork. */
export function randomBlueprint(random: Random): object {
  const states: States = {};
  const count = random.between(1, 4);
  for (let index = 1; index <= count; index++) addState(states, random, `S${index}`, `S${index + 1}`);
  states[`S${count + 1}`] = { Type: 'Succeed' };
  return { StartAt: 'S1', ...(random.chance(0.1) ? { TimeoutSeconds: 20 } : {}), States: states };
}

function addState(states: States, random: Random, name: string, next: string): void {
  switch (random.between(0, 7)) {
    case 0:
      states[name] = { Type: 'Wait', Seconds: random.between(1, 3), Next: next };
      break;
    case 1:
      states[name] = { ...parallel(random), Next: next };
      break;
    case 2:
      states[name] = { ...map(random), Next: next };
      break;
    case 3:
      addLoop(states, random, name, next);
      break;
    case 4:
      addFork(states, random, name, next);
      break;
    case 5:
      states[name] = jsonata(random, next);
      break;
    default:
      states[name] = { ...task(random), Next: next };
  }
}

/** It never lives for ever: an attempt whose answer does not come times out. */
function task(random: Random): object {
  return {
    Type: 'Task',
    Resource: random.pick(RESOURCES),
    TimeoutSeconds: random.between(3, 6),
    ...(random.chance(0.3) ? { HeartbeatSeconds: 2 } : {}),
    ...(random.chance(0.6) ? { Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 2 }] } : {}),
    ResultPath: null,
  };
}

function machine(random: Random): object {
  const first = { ...task(random), Next: 'Last' };
  return random.chance(0.5)
    ? { StartAt: 'Only', States: { Only: { ...task(random), End: true } } }
    : { StartAt: 'First', States: { First: first, Last: { Type: 'Pass', End: true } } };
}

function parallel(random: Random): object {
  return {
    Type: 'Parallel',
    Branches: [machine(random), machine(random)],
    ResultPath: null,
    ...(random.chance(0.5) ? { Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 1 }] } : {}),
  };
}

function map(random: Random): object {
  return {
    Type: 'Map',
    ItemsPath: '$.items',
    MaxConcurrency: random.between(0, 2),
    ToleratedFailureCount: random.pick([0, 3]),
    ...(random.chance(0.4) ? distributed(random) : { ItemProcessor: machine(random) }),
    ...(random.chance(0.3) ? { Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 1 }] } : {}),
    ResultPath: null,
  };
}

/** Its items come by a job and its results go by one, or they do not. */
function distributed(random: Random): object {
  const place = { Parameters: { Bucket: 'b', Key: 'k' } };
  const reader = { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType: 'JSON' }, ...place };
  return {
    ItemProcessor: { ...machine(random), ProcessorConfig: { Mode: 'DISTRIBUTED' } },
    ...(random.chance(0.6) ? { ItemReader: reader } : {}),
    ...(random.chance(0.4) ? { ItemBatcher: { MaxItemsPerBatch: 2 } } : {}),
    ...(random.chance(0.5) ? { ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', ...place } } : {}),
  };
}

function addLoop(states: States, random: Random, name: string, next: string): void {
  states[name] = { ...task(random), Next: `${name}Count` };
  states[`${name}Count`] = {
    Type: 'Pass',
    Parameters: { 'items.$': '$.items', 'count.$': 'States.MathAdd($.count, 1)' },
    Next: `${name}Again`,
  };
  const again = { Variable: '$.count', NumericLessThan: 3, Next: name };
  states[`${name}Again`] = { Type: 'Choice', Choices: [again], Default: next };
}

function addFork(states: States, random: Random, name: string, next: string): void {
  states[name] = {
    Type: 'Parallel',
    Completion: 'Detached',
    Branches: [machine(random), machine(random), machine(random)],
    Next: `${name}Join`,
  };
  states[`${name}Join`] = {
    Type: 'Join',
    Of: name,
    Until: random.pick(['All', 'Any', { Count: 2 }]),
    Rest: random.pick(['Cancel', 'Continue']),
    TimeoutSeconds: 8,
    ResultPath: null,
    Next: next,
  };
}

function jsonata(random: Random, next: string): object {
  return {
    Type: 'Task',
    QueryLanguage: 'JSONata',
    Resource: random.pick(RESOURCES),
    TimeoutSeconds: random.between(3, 6),
    Arguments: { items: '{% $states.input.items %}' },
    Output: '{% $states.input %}',
    Next: next,
  };
}
