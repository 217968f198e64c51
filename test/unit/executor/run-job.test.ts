import { describe, expect, it, vi } from 'vitest';
import { SfcError } from '../../../src/errors/sfc-error.ts';
import type { Answer, Processor } from '../../../src/executor/processor.ts';
import { createExecutor, type ExecutorPorts } from '../../../src/executor/run-job.ts';
import { inputsTopic } from '../../../src/messages/topics.ts';
import { type MemoryBus, memoryBus } from '../../support/memory-bus.ts';
import { jobRecord, memoryClaims, noCorrelations } from './support.ts';

const never = new AbortController().signal;

function executorOf(perform: Processor['perform'], ports: Partial<ExecutorPorts> = {}) {
  const bus = (ports.bus ?? memoryBus()) as MemoryBus;
  const executor = createExecutor({
    processors: [{ serves: (resource) => resource.startsWith('test:'), perform }],
    bus,
    correlations: noCorrelations,
    claims: memoryClaims(),
    payloadBytes: 1000,
    ...ports,
  });
  return { executor, reports: () => bus.sent(inputsTopic) };
}

const works = (output: string): Answer => ({ type: 'Result', result: { output } });

describe('executor', () => {
  it("reports a job's output with its entry and attempt, keyed by the flow and not durable", async () => {
    const { executor, reports } = executorOf(async () => works('done'));
    const job = jobRecord();
    expect(await executor.run(job, never)).toBe('succeeded');
    const { entry, attempt } = job.dispatch;
    const input = { type: 'ReportJobResult', entry, attempt, result: { output: 'done' } };
    expect(reports()).toMatchObject([{ key: job.flowId, value: { flowId: job.flowId, input }, durable: false }]);
  });

  it('reports a job that was handed over as started', async () => {
    const { executor, reports } = executorOf(async () => ({ type: 'HandedOver', submitted: { MessageId: 'm' } }));
    expect(await executor.run(jobRecord(), never)).toBe('handed-over');
    expect(reports()[0]?.value.input).toMatchObject({ type: 'ReportJobStarted', submitted: { MessageId: 'm' } });
  });

  it('reports durably what exists nowhere else', async () => {
    const { executor, reports } = executorOf(async () => ({ ...works('reply'), durable: true }) as Answer);
    await executor.run(jobRecord(), never);
    expect(reports()[0]?.durable).toBe(true);
  });

  it('sends the reports of one turn in one request', async () => {
    const bus = memoryBus();
    const send = vi.spyOn(bus, 'send');
    const { executor } = executorOf(async () => works('done'), { bus });
    await Promise.all(Array.from({ length: 10 }, () => executor.run(jobRecord(), never)));
    expect(bus.sent(inputsTopic)).toHaveLength(10);
    expect(send).toHaveBeenCalledTimes(1);
  });

  it('fails a job whose form nobody serves, and says which forms are served', async () => {
    const { executor, reports } = executorOf(async () => works('done'));
    expect(await executor.run(jobRecord({ processor: 'grpc://host/S/M' }), never)).toBe('failed');
    const input = reports()[0]?.value.input as { result: { error: { error: string; cause: string } } };
    expect(input.result.error).toMatchObject({ error: 'SFC.UnsupportedProcessor' });
    expect(input.result.error.cause).toMatch(/grpc:\/\/host\/S\/M.*kafka/);
  });

  it('fails a job whose result is over the limit as AWS does', async () => {
    const { executor, reports } = executorOf(async () => works('x'.repeat(1000)));
    await executor.run(jobRecord({ processor: 'test:big' }), never);
    const cause =
      "The state/task 'test:big' returned a result with a size exceeding the maximum number of bytes service limit.";
    expect(reports()[0]?.value.input).toMatchObject({
      result: { error: { error: 'States.DataLimitExceeded', cause } },
    });
  });

  it('calls an AtMostOnce job once; another attempt at the same token is SFC.Unknown', async () => {
    let calls = 0;
    const { executor, reports } = executorOf(async () => works(`call ${++calls}`));
    const job = jobRecord({ delivery: 'AtMostOnce' });
    await executor.run(job, never);
    await executor.run(job, never);
    expect(calls).toBe(1);
    expect(reports().map(({ value }) => value.input)).toMatchObject([
      { result: { output: 'call 1' } },
      { result: { error: { error: 'SFC.Unknown' } } },
    ]);
  });

  it('reports nothing once it is aborted', async () => {
    const abort = new AbortController();
    const { executor, reports } = executorOf(async () => {
      abort.abort();
      return works('too late');
    });
    expect(await executor.run(jobRecord(), abort.signal)).toBe('cancelled');
    expect(await executor.run(jobRecord(), abort.signal)).toBe('cancelled');
    expect(reports()).toEqual([]);
  });

  it('rejects with a fault that passes, so that the job is run again', async () => {
    const fault = new SfcError('SFC_STORE_FULL', 'disk full');
    const { executor, reports } = executorOf(() => Promise.reject(fault));
    await expect(executor.run(jobRecord(), never)).rejects.toBe(fault);
    expect(reports()).toEqual([]);
  });

  it('turns what no processor expected into a catchable error and tells of it', async () => {
    const bugs: unknown[] = [];
    const { executor, reports } = executorOf(() => Promise.reject(new TypeError('x is undefined')), {
      onBug: (bug) => bugs.push(bug),
    });
    await executor.run(jobRecord(), never);
    expect(reports()[0]?.value.input).toMatchObject({ result: { error: { error: 'States.TaskFailed' } } });
    expect(bugs).toHaveLength(1);
  });
});
