import { describe, expect, it } from 'vitest';
import { failure, follow, given, output, skip, started, verb } from './support/given.ts';
import { machine, map, pass, task } from './support/machines.ts';

describe('SkipState', () => {
  it('leaves a Task with the given output, untouched by its ResultPath, and cancels the job', async () => {
    const ended = await given(started(machine({ A: task({ ResultPath: '$.r', TimeoutSeconds: 9 }) }), { i: 1 }))
      .when(skip('A', { s: 1 }))
      .then(['TaskStateExited A', 'ExecutionSucceeded'], ['CancelJob cancel:1.1', 'CancelTimer timeout:1.1']);
    expect(ended.flow.output).toEqual({ s: 1 });
    await given(ended).when(output(1)).changesNothing();
  });

  it('takes the input where no output is given, in every iteration and during a back-off', async () => {
    const retried = task({ Retry: [{ ErrorEquals: ['Broken'] }] });
    const waiting = await follow(await started(machine({ M: map(machine({ A: retried })) }), [1, 2]), failure(2));
    expect((await follow(waiting, skip('A'))).flow.output).toEqual([1, 2]);
  });

  it('remembers that it found nothing: not a Task, not open, too large', async () => {
    const waiting = await started(machine({ P: pass(), A: task(), B: task() }));
    const verbs = [skip('P'), skip('B'), skip('Nowhere')];
    const idle = await follow(waiting, ...verbs);
    const next = await follow(idle, output(2));
    for (const verbOf of verbs) await given(next).when(verbOf).changesNothing();
    await given(next)
      .when(skip('B', 'x'.repeat(300_000)))
      .changesNothing();
    await given(await follow(next, verb('StopFlow')))
      .when(skip('B'))
      .changesNothing();
  });
});
