import { describe, expect, it } from 'vitest';
import { acceptFlow } from '../../../src/engine/accept-flow.ts';
import type { FlowId } from '../../../src/engine/ids.ts';
import { runVirtual, type VirtualRun } from '../../../src/testing/run-virtual.ts';
import { machine, program, task } from '../engine/support/machines.ts';

const NOW = Date.UTC(2026, 0, 1);
const LIMITS = { eventsPerDecision: 500, eventsPerFlow: 25_000, payloadBytes: 262_144 };

function run(definition: Parameters<typeof program>[0], more: Partial<VirtualRun>) {
  const accepted = { id: 'f' as FlowId, name: 'f', blueprint: 'b', version: 1, input: {}, now: NOW };
  const flow = acceptFlow(accepted);
  return runVirtual({ program: program(definition), flow, perform: () => ({}), limits: LIMITS, now: NOW, ...more });
}

describe('runVirtual', () => {
  it('lets somebody outside step in where the flow only waits', async () => {
    const seen: string[] = [];
    const outcome = await run(machine({ Wait: { Type: 'Wait', Seconds: 60 } }), {
      whenWaiting: ({ status, run: ofRun }) => {
        seen.push(status);
        return { type: 'StopFlow', operationId: 'o', run: ofRun };
      },
    });
    expect(outcome).toMatchObject({ flow: { status: 'ABORTED' }, now: NOW });
    expect(seen).toEqual(['RUNNING']);
    expect(outcome.events.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'WaitStateEntered',
      'ExecutionAborted',
    ]);
  });

  it('goes on where nobody does', async () => {
    const outcome = await run(machine({ Wait: { Type: 'Wait', Seconds: 60 } }), { whenWaiting: () => undefined });
    expect(outcome).toMatchObject({ flow: { status: 'SUCCEEDED' }, now: NOW + 60_000 });
  });

  it('hands over a job whose result never comes', async () => {
    const { events } = await run(machine({ A: task({ TimeoutSeconds: 5 }) }), {});
    expect(events.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'LambdaFunctionScheduled',
      'LambdaFunctionStarted',
      'LambdaFunctionTimedOut',
      'ExecutionFailed',
    ]);
  });
});
