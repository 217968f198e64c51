import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../../src/asl/json.ts';
import type { Flow } from '../../../../src/engine/flow.ts';
import type { Input } from '../../../../src/engine/inputs.ts';
import { failure, fired, follow, given, later, output, type Scene, skip, started, verb } from '../support/given.ts';
import { machine, map, parallel, pass, task } from '../support/machines.ts';

const JOB = ['LambdaFunctionStarted', 'LambdaFunctionSucceeded'];
const branches = (count: number) => Array.from({ length: count }, (_, index) => machine({ [`B${index}`]: task() }));
const fork = (count: number, fields: JsonObject = {}) =>
  parallel(branches(count), { Completion: 'Detached', ...fields });
const join = (fields: JsonObject = {}): JsonObject => ({ Type: 'Join', Of: 'Fork', ...fields });
const collect = (count: number, fields: JsonObject = {}) => machine({ Fork: fork(count), Collect: join(fields) });

/** Entries of the jobs that are out. */
function jobs(flow: Flow): number[] {
  return Object.values(flow.visits)
    .filter(({ phase }) => phase.type === 'job')
    .map(({ entry }) => entry);
}

describe('Join', () => {
  it('lets the flow go on at once and collects the branches in their order', async () => {
    const waiting = await started(machine({ Fork: fork(2), Between: pass(), Collect: join({ ResultPath: '$.r' }) }), {
      i: 1,
    });
    expect(waiting.history.map(({ type, state }) => `${type} ${state ?? ''}`.trim())).toEqual([
      'ExecutionStarted',
      'ParallelStateEntered Fork',
      'ParallelStateStarted',
      'ParallelStateExited Fork',
      'TaskStateEntered B0',
      'LambdaFunctionScheduled',
      'TaskStateEntered B1',
      'LambdaFunctionScheduled',
      'PassStateEntered Between',
      'PassStateExited Between',
      'JoinStateEntered Collect',
    ]);
    const half = await given(waiting)
      .when(output(3, 'b'))
      .then([...JOB, 'TaskStateExited B1']);
    const ended = await given(half)
      .when(output(2, 'a'))
      .then([...JOB, 'TaskStateExited B0', 'JoinStateExited Collect', 'ExecutionSucceeded']);
    expect(ended.flow.output).toEqual({ i: 1, r: ['a', 'b'] });
  });

  it('collects branches that ended before it was entered', async () => {
    const definition = machine({ Fork: fork(1), Wait: { Type: 'Wait', Seconds: 5 }, Collect: join() });
    const early = await follow(await started(definition), output(2, 'a'));
    const ended = await given(later(early, 5))
      .when(fired('wait', 3))
      .then(['WaitStateExited Wait', 'JoinStateEntered Collect', 'JoinStateExited Collect', 'ExecutionSucceeded']);
    expect(ended.flow.output).toEqual(['a']);
  });

  it('settles for a count and cancels the rest', async () => {
    const waiting = await started(collect(3, { Until: { Count: 2 } }));
    const one = await follow(waiting, failure(2));
    const two = await follow(one, output(4, 'c'));
    expect(two.flow.status).toBe('RUNNING');
    expect((await follow(two, output(3, 'b'))).flow.output).toEqual([null, 'b', 'c']);
    const met = await given(await follow(waiting, output(4, 'c')))
      .when(output(2, 'a'))
      .then(
        [...JOB, 'TaskStateExited B0', 'TaskStateAborted', 'JoinStateExited Collect', 'ExecutionSucceeded'],
        ['CancelJob cancel:3.1'],
      );
    expect(met.flow.output).toEqual(['a', null, 'c']);
  });

  it('lets the rest continue where it says so, until the scope ends', async () => {
    const definition = machine({ Fork: fork(2), Collect: join({ Until: 'Any', Rest: 'Continue' }), Last: task() });
    const met = await follow(await started(definition), output(2, 'a'));
    expect(jobs(met.flow)).toEqual([3, 5]);
    const rest = await given(met)
      .when(output(3, 'b'))
      .then([...JOB, 'TaskStateExited B1']);
    expect(Object.keys(rest.flow.visits)).toEqual(['5']);
    const ended = await given(met)
      .when(output(5))
      .then([...JOB, 'TaskStateExited Last', 'TaskStateAborted', 'ExecutionSucceeded'], ['CancelJob cancel:3.1']);
    expect(ended.flow.visits).toEqual({});
  });

  it('fails with the error of the branch that failed first, of whichever fork', async () => {
    const definition = machine({
      A: fork(2),
      B: parallel([machine({ C0: task() }), machine({ C1: task() })], { Completion: 'Detached' }),
      Wait: { Type: 'Wait', Seconds: 5 },
      Collect: join({ Of: ['A', 'B'] }),
    });
    const [a, , b] = jobs((await started(definition)).flow) as [number, number, number];
    const failed = await follow(await started(definition), failure(b, 'First'), failure(a, 'Second'));
    expect(failed.flow.status).toBe('RUNNING');
    const wait = Object.values(failed.flow.visits).find(({ phase }) => phase.type === 'wait')?.entry ?? 0;
    expect((await follow(later(failed, 5), fired('wait', wait))).flow.error?.error).toBe('First');
  });

  it('gives an object by the names of several forks', async () => {
    const definition = machine({
      A: fork(1),
      B: map(machine({ M: pass() }), { Completion: 'Detached', ItemsPath: '$.items' }),
      Collect: join({ Of: ['B', 'A'] }),
    });
    const ended = await follow(await started(definition, { items: [1, 2] }), output(2, 'a'));
    expect(ended.flow.output).toEqual({ A: ['a'], B: [1, 2] });
  });

  it.each([
    ['All of none gives []', {}, 0, { output: [] }],
    ['a count above the number of branches', { Until: { Count: 1 } }, 0, { error: { error: 'SFC.JoinUnsatisfiable' } }],
  ])('over an empty Map: %s', async (_, fields, __, expected) => {
    const definition = machine({
      Fork: map(machine({ M: pass() }), { Completion: 'Detached' }),
      Collect: join(fields),
    });
    expect((await started(definition, [])).flow).toMatchObject(expected);
  });

  it('fails with SFC.NoFork where nothing was forked or all is collected', async () => {
    const branch = {
      Type: 'Choice',
      Choices: [{ Variable: '$.fork', IsPresent: true, Next: 'Fork' }],
      Default: 'Collect',
    };
    const definition = machine({
      If: branch,
      Fork: fork(1),
      Collect: join({ Catch: [{ ErrorEquals: ['SFC.NoFork'], Next: 'None' }] }),
      Again: join(),
      None: pass(),
    });
    expect((await started(definition, {})).flow.output).toMatchObject({ Error: 'SFC.NoFork' });
    const twice = await follow(await started(definition, { fork: 1 }), output(3));
    expect(twice.flow).toMatchObject({ status: 'FAILED', error: { error: 'SFC.NoFork' } });
  });

  it('may be entered again in a loop once collected, else SFC.ForkOpen', async () => {
    const again = { Type: 'Choice', Choices: [{ Variable: '$[0]', NumericLessThan: 3, Next: 'Fork' }], Default: 'End' };
    const loop = machine({ Fork: fork(1), Collect: join(), Again: again, End: { Type: 'Succeed' } });
    let scene = await started(loop);
    for (const n of [1, 2, 3]) scene = await follow(scene, output(jobs(scene.flow)[0] ?? 0, n));
    expect(scene.flow).toMatchObject({ status: 'SUCCEEDED', output: [3] });
    const caught = { Catch: [{ ErrorEquals: ['SFC.ForkOpen'], Next: 'Collect' }] };
    const open = {
      StartAt: 'Fork',
      States: {
        Fork: { ...fork(1, caught), Next: 'Back' },
        Back: pass({ Next: 'Fork' }),
        Collect: join({ End: true }),
      },
    };
    const waiting = await started(open);
    expect((await follow(waiting, output(2, 'a'))).flow.output).toEqual(['a']);
  });

  it('times out, cancels the branches, and may catch it', async () => {
    const definition = machine({
      Fork: fork(2),
      Collect: join({ TimeoutSeconds: 9, Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Late' }] }),
      Late: pass(),
    });
    const waiting = await follow(await started(definition), output(2));
    await given(waiting).when(fired('join-timeout', 4)).changesNothing();
    await given(later(waiting, 9))
      .when(fired('join-timeout', 4))
      .then(
        [
          'TaskStateAborted',
          'JoinStateExited Collect',
          'PassStateEntered Late',
          'PassStateExited Late',
          'ExecutionSucceeded',
        ],
        ['CancelTimer join-timeout:4.0', 'CancelJob cancel:3.1'],
      );
  });

  it('shows branches the variables as they were at the fork', async () => {
    const inner = machine({ W: { Type: 'Wait', Seconds: 1 }, V: pass({ Parameters: { 'v.$': '$v' } }) });
    const definition = machine({
      First: pass({ Assign: { v: 1 } }),
      Fork: parallel([inner], { Completion: 'Detached' }),
      Second: pass({ Assign: { v: 2 } }),
      Collect: join({ ResultSelector: { 'fork.$': '$[0].v', 'scope.$': '$v' } }),
    });
    const waiting = await started(definition);
    expect((await follow(later(waiting, 1), fired('wait', 3))).flow.output).toEqual({ fork: 1, scope: 2 });
  });

  it('keeps the failure of an ItemSelector for the Join', async () => {
    const selector = { 'x.$': '$$.Map.Item.Value.x' };
    const forked = map(machine({ M: pass() }), { Completion: 'Detached', ItemSelector: selector });
    const definition = machine({
      Fork: forked,
      Wait: { Type: 'Wait', Seconds: 1 },
      Collect: join({ Until: { Count: 1 } }),
    });
    const waiting = await started(definition, [{}, { x: 1 }]);
    expect(waiting.flow.status).toBe('RUNNING');
    expect((await follow(later(waiting, 1), fired('wait', 3))).flow.output).toEqual([null, { x: 1 }]);
  });

  it('works inside of iterations, each with forks of its own', async () => {
    const definition = machine({ M: map(collect(2), {}) });
    const waiting = await started(definition, [1, 2]);
    let scene = waiting;
    for (const entry of jobs(waiting.flow).reverse()) scene = await follow(scene, output(entry, entry));
    const [a, b, c, d] = jobs(waiting.flow) as [number, number, number, number];
    expect(scene.flow.output).toEqual([
      [a, b],
      [c, d],
    ]);
  });

  it('collects forks within forks', async () => {
    const definition = machine({
      Fork: parallel([machine({ Inner: fork(1), Gather: join({ Of: 'Inner' }) })], { Completion: 'Detached' }),
      Collect: join(),
    });
    const waiting = await started(definition);
    expect((await follow(waiting, output(jobs(waiting.flow)[0] ?? 0, 'x'))).flow.output).toEqual([['x']]);
  });

  it('is cancelled with its scope: a fork that nothing collects', async () => {
    const ended = await started(machine({ Fork: fork(2), Last: pass() }));
    expect(ended.flow).toMatchObject({ status: 'SUCCEEDED', visits: {} });
    expect(ended.effects.map(({ type, id }) => `${type} ${id}`)).toEqual([
      'DispatchJob job:2.1',
      'DispatchJob job:3.1',
      'CancelJob cancel:2.1',
      'CancelJob cancel:3.1',
    ]);
    const last = await started(machine({ Fork: fork(2) }));
    expect(last.flow.status).toBe('SUCCEEDED');
    expect(last.effects).toEqual([]);
  });

  it('runs failed and cancelled branches again when the flow is retried, not those that succeeded', async () => {
    const failed = await follow(await started(collect(3)), output(2, 'a'), failure(3));
    expect(failed.flow.status).toBe('FAILED');
    const again = await follow(failed, verb('RetryFlow'));
    expect(again.effects.map(({ id }) => id).length).toBe(2);
    const out = jobs(again.flow);
    expect(out.every((entry) => entry > 5)).toBe(true);
    let scene = again;
    for (const entry of out) scene = await follow(scene, output(entry, again.flow.visits[entry]?.state ?? ''));
    expect(scene.flow).toMatchObject({ status: 'SUCCEEDED', output: ['a', 'B1', 'B2'] });
  });

  it('finds its forks again where its own result failed', async () => {
    const selector = { ResultSelector: { 'a.$': '$[1].a' }, Until: 'Any' };
    const failed = await follow(await started(collect(2, selector)), output(2, 'b'));
    expect(failed.flow).toMatchObject({ status: 'FAILED', error: { error: 'States.Runtime' } });
    const again = await follow(failed, verb('RetryFlow'));
    expect(again.flow.error?.error).toBe('States.Runtime');
  });

  it('keeps what was skipped together with the branch that it failed over', async () => {
    const branch = machine({ T: task() });
    const selector = { ResultSelector: { 'a.$': '$[1].a' }, Until: 'Any' };
    const definition = machine({ Fork: map(branch, { Completion: 'Detached' }), Collect: join(selector) });
    const failed = await follow(await started(definition, [1, 2]), skip('T', { a: 'skipped' }));
    expect(failed.flow.status).toBe('FAILED');
    const again = await follow(failed, verb('RetryFlow'));
    expect(again.flow).toMatchObject({ status: 'SUCCEEDED', output: { a: 'skipped' } });
  });

  it('reports the branch that failed first in the present run', async () => {
    const failed = await follow(await started(collect(3)), failure(3, 'First run'));
    const again = await follow(failed, verb('RetryFlow'));
    const second = Object.values(again.flow.visits).find(({ state }) => state === 'B2')?.entry ?? 0;
    expect((await follow(again, failure(second, 'Second run'))).flow.error?.error).toBe('Second run');
  });

  it('a retry keeps to MaxConcurrency', async () => {
    const forked = map(machine({ T: task() }), { Completion: 'Detached', MaxConcurrency: 1 });
    const definition = machine({ Fork: forked, Wait: { Type: 'Wait', Seconds: 1 }, Collect: join() });
    let scene = await started(definition, [1, 2, 3]);
    const wait = Object.values(scene.flow.visits).find(({ phase }) => phase.type === 'wait')?.entry ?? 0;
    for (let n = 0; n < 3; n++) scene = await follow(scene, failure(jobs(scene.flow)[0] ?? 0));
    scene = await follow(later(scene, 1), fired('wait', wait));
    expect(scene.flow.status).toBe('FAILED');
    scene = await follow(scene, verb('RetryFlow'));
    for (const n of [1, 2, 3]) {
      expect(jobs(scene.flow)).toHaveLength(1);
      scene = await follow(scene, output(jobs(scene.flow)[0] ?? 0, n));
    }
    expect(scene.flow.output).toEqual([1, 2, 3]);
  });

  it('keeps its forks where the flow is retried from the Join by its name', async () => {
    const failed = await follow(await started(collect(2)), output(2, 'a'), failure(3));
    const again = await follow(failed, verb('RetryFlow', { from: 'Collect' }));
    expect((await follow(again, output(jobs(again.flow)[0] ?? 0, 'b'))).flow.output).toEqual(['a', 'b']);
  });
});

type Ending = 'succeeds' | 'fails' | 'is skipped' | 'times out';
const endings = fc.constantFrom<Ending>('succeeds', 'fails', 'is skipped', 'times out');

function endingOf(entry: number, name: string, ending: Ending): Input {
  if (ending === 'succeeds') return output(entry, name);
  if (ending === 'fails') return failure(entry, `${name} failed`);
  return ending === 'is skipped' ? skip(name, `${name} skipped`) : fired('timeout', entry, 1);
}

/** What the Join promises, computed from the order of endings alone; `before` of them come before it is entered. */
function expected(order: readonly (readonly [branch: number, Ending])[], wanted: number, before: number): JsonObject {
  const outputs: Json[] = order.map(() => null);
  let failed = 0;
  let succeeded = 0;
  let first: string | undefined;
  for (let ended = 0; ; ended++) {
    if (ended >= before && succeeded >= wanted) return { output: outputs };
    if (ended >= before && order.length - failed < wanted) return { error: first ?? 'SFC.JoinUnsatisfiable' };
    const [branch, ending] = order[ended] as readonly [number, Ending];
    const name = `B${branch}`;
    if (ending === 'succeeds' || ending === 'is skipped') {
      succeeded++;
      outputs[branch] = ending === 'succeeds' ? name : `${name} skipped`;
    } else {
      failed++;
      first ??= ending === 'fails' ? `${name} failed` : 'States.Timeout';
    }
  }
}

describe('Join, whatever the order in which branches end', () => {
  it.each([1, 2, 3, 4])('%d branches', async (count) => {
    const order = fc.tuple(
      fc.shuffledSubarray(
        Array.from({ length: count }, (_, n) => n),
        { minLength: count, maxLength: count },
      ),
      fc.array(endings, { minLength: count, maxLength: count }),
    );
    const untils = fc.constantFrom<Json>(
      'All',
      'Any',
      ...Array.from({ length: count + 1 }, (_, n) => ({ Count: n + 1 })),
    );
    await fc.assert(
      fc.asyncProperty(order, untils, fc.boolean(), fc.nat(4), async ([sequence, ends], until, goesOn, before) => {
        const timed = Array.from({ length: count }, (_, n) =>
          machine({ [`B${n}`]: task({ TimeoutSeconds: 1 + sequence.indexOf(n) }) }),
        );
        const definition = machine({
          Fork: parallel(timed, { Completion: 'Detached' }),
          Wait: { Type: 'Wait', Seconds: 1 },
          Collect: join({ Until: until, Rest: goesOn ? 'Continue' : 'Cancel' }),
        });
        const pairs = sequence.map((branch, at) => [branch, ends[at] as Ending] as const);
        let scene: Scene = later(await started(definition), count);
        const entries = jobs(scene.flow);
        const inputs = pairs.map(([branch, ending]) => endingOf(entries[branch] ?? 0, `B${branch}`, ending));
        inputs.splice(Math.min(before, count), 0, fired('wait', count + 2));
        for (const input of inputs) if (scene.flow.endedAt === undefined) scene = await follow(scene, input);
        const wanted = until === 'All' ? count : until === 'Any' ? 1 : ((until as JsonObject)['Count'] as number);
        const result = expected(pairs, wanted, Math.min(before, count));
        if ('output' in result) expect(scene.flow).toMatchObject({ status: 'SUCCEEDED', output: result['output'] });
        else expect(scene.flow).toMatchObject({ status: 'FAILED', error: { error: result['error'] } });
        expect(scene.flow.visits).toEqual({});
      }),
      { numRuns: 150 },
    );
  });
});
