import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/asl/json.ts';
import { accepted, follow, started, T0, under, verb } from './support/given.ts';
import { machine, map, parallel, pass, task } from './support/machines.ts';

const CONTEXT = pass({ Parameters: { 'c.$': '$$' } });

describe('the context object', () => {
  it('tells of flow, blueprint and state', async () => {
    const { flow } = await started(machine({ A: CONTEXT }), { i: 1 });
    expect(flow.output).toEqual({
      c: {
        Execution: {
          Id: 'arn:aws:states:us-east-1:123456789012:execution:sample:first',
          Input: { i: 1 },
          Name: 'first',
          RoleArn: 'arn:aws:iam::123456789012:role/sample',
          StartTime: '2026-01-01T00:00:00.000Z',
          RedriveCount: 0,
        },
        StateMachine: { Id: 'arn:aws:states:us-east-1:123456789012:stateMachine:sample', Name: 'sample' },
        State: { Name: 'A', EnteredTime: '2026-01-01T00:00:00.000Z' },
      },
    });
  });

  it('names the account of the facts', async () => {
    const account = { id: '1', region: 'cn-north-1', roleArn: 'role' };
    const { flow } = await follow(under(accepted(machine({ A: CONTEXT })), { account }), { type: 'StartFlow' });
    expect(flow.output).toMatchObject({
      c: { Execution: { Id: 'arn:aws-cn:states:cn-north-1:1:execution:sample:first', RoleArn: 'role' } },
    });
  });

  it.each([
    ['ASYNC', { Id: 'arn:aws:states:us-east-1:123456789012:express:sample:first:flow-1', RedriveCount: 0 }],
    ['SYNC', { Id: 'arn:aws:states:us-east-1:123456789012:express:sample:first:flow-1' }],
  ] as const)('tells of an express execution (%s), which ends after five minutes', async (express, execution) => {
    const waiting = accepted(machine({ A: CONTEXT, W: { Type: 'Wait', Seconds: 400 } }), {});
    const { flow, effects } = await follow({ ...waiting, flow: { ...waiting.flow, express } }, { type: 'StartFlow' });
    expect(flow.visits['2']?.input).toHaveProperty('c.Execution', {
      ...execution,
      Input: {},
      Name: 'first',
      RoleArn: 'arn:aws:iam::123456789012:role/sample',
      StartTime: '2026-01-01T00:00:00.000Z',
    });
    expect(effects).toContainEqual(expect.objectContaining({ kind: 'flow-timeout', dueTime: T0 + 300_000 }));
  });

  it.each([
    ['us-gov-west-1', 'aws-us-gov'],
    ['cn-north-1', 'aws-cn'],
  ])('%s is of the partition %s', async (region, partition) => {
    const scene = under(accepted(machine({ A: CONTEXT })), { account: { id: '1', region } });
    const { flow } = await follow(scene, { type: 'StartFlow' });
    expect(flow.output).toMatchObject({ c: { Execution: { RoleArn: `arn:${partition}:iam::1:role/sample` } } });
  });

  it('counts redrives and tells when a state was entered', async () => {
    const definition = machine({ A: task({ Parameters: { 'c.$': '$$' } }) });
    const stopped = await follow(await started(definition), verb('StopFlow'));
    const again = await follow(under(stopped, { now: T0 + 1500 }), verb('RetryFlow'));
    expect(again.effects[0]).toMatchObject({
      job: {
        input: {
          c: {
            Execution: {
              RedriveCount: 1,
              RedriveTime: '2026-01-01T00:00:01.500Z',
              StartTime: '2026-01-01T00:00:00.000Z',
            },
            State: { EnteredTime: '2026-01-01T00:00:01.500Z' },
          },
        },
      },
    });
  });

  it('shows the item of the nearest Map, also in Parallels within it, falsy ones too', async () => {
    const item = (name: string): JsonObject => machine({ [name]: pass({ Parameters: { 'i.$': '$$.Map.Item' } }) });
    const inner = machine({ P: parallel([item('A'), machine({ N: map(item('B'), { ItemsPath: '$.inner' }) })]) });
    const { flow } = await started(machine({ M: map(inner) }), [{ inner: [null, 0] }]);
    expect(flow.output).toEqual([
      [
        { i: { Index: 0, Value: { inner: [null, 0] }, Source: 'STATE_DATA' } },
        [{ i: { Index: 0, Value: null, Source: 'STATE_DATA' } }, { i: { Index: 1, Value: 0, Source: 'STATE_DATA' } }],
      ],
    ]);
  });
});
