import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CompiledRetrier } from '../../../src/asl/program.ts';
import { retryDelay } from '../../../src/engine/retry.ts';
import { failure, fired, follow, given, later, started } from './support/given.ts';
import { machine, pass, task } from './support/machines.ts';

const RETRIER: CompiledRetrier = {
  errors: ['States.ALL'],
  intervalSeconds: 2,
  maxAttempts: 3,
  backoffRate: 3,
  maxDelaySeconds: undefined,
  fullJitter: false,
};

describe('retryDelay', () => {
  it('is IntervalSeconds × BackoffRate to the number of retries', () => {
    expect([0, 1, 2].map((used) => retryDelay(RETRIER, used, () => 0.5))).toEqual([2000, 6000, 18_000]);
  });

  it('is at most MaxDelaySeconds, and always a time that a timer can hold', () => {
    expect(retryDelay({ ...RETRIER, maxDelaySeconds: 5 }, 2, () => 0.5)).toBe(5000);
    expect(retryDelay({ ...RETRIER, backoffRate: 1e300 }, 9, () => 0.5)).toBe(31_622_400_000);
  });

  it('with full jitter is anything up to that', () => {
    fc.assert(
      fc.property(fc.nat(5), fc.double({ min: 0, max: 0.999, noNaN: true }), (used, chance) => {
        const delay = retryDelay({ ...RETRIER, fullJitter: true }, used, () => chance);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(retryDelay(RETRIER, used, () => 0));
      }),
    );
  });
});

describe('Retry', () => {
  it('tries again after a growing delay, with a job of a new attempt, until MaxAttempts', async () => {
    const definition = machine({
      A: task({ Retry: [{ ErrorEquals: ['Broken'], IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 3 }] }),
    });
    const first = await given(started(definition))
      .when(failure(1))
      .then(['LambdaFunctionStarted', 'LambdaFunctionFailed'], ['SetTimer backoff:1.1 @1']);
    const second = await given(later(first, 1))
      .when(fired('backoff', 1, 1))
      .then(['LambdaFunctionScheduled'], ['DispatchJob job:1.2']);
    await given(second).when(failure(1)).changesNothing();
    const third = await given(second)
      .when(failure(1, 'Broken', 2))
      .then(['LambdaFunctionStarted', 'LambdaFunctionFailed'], ['SetTimer backoff:1.2 @4']);
    const last = await given(later(third, 3))
      .when(fired('backoff', 1, 2))
      .then(['LambdaFunctionScheduled'], ['DispatchJob job:1.3']);
    await given(last)
      .when(failure(1, 'Broken', 3))
      .then(['LambdaFunctionStarted', 'LambdaFunctionFailed', 'ExecutionFailed']);
  });

  it('counts each retrier on its own, the first that knows the error', async () => {
    const definition = machine({
      A: task({
        Retry: [
          { ErrorEquals: ['One'], IntervalSeconds: 1, MaxAttempts: 1 },
          { ErrorEquals: ['States.ALL'], IntervalSeconds: 9, MaxAttempts: 1 },
        ],
      }),
    });
    const one = await follow(await started(definition), failure(1, 'One'));
    expect(one.flow.visits[1]?.retries).toEqual([1, 0]);
    const two = await follow(later(one, 1), fired('backoff', 1, 1), failure(1, 'Two', 2));
    expect(two.flow.visits[1]?.retries).toEqual([1, 1]);
    const three = await follow(later(two, 9), fired('backoff', 1, 2), failure(1, 'One', 3));
    expect(three.flow.status).toBe('FAILED');
  });

  it('leaves to Catch what MaxAttempts 0 or another error does not take', async () => {
    const fields = {
      Retry: [{ ErrorEquals: ['Broken'], MaxAttempts: 0 }],
      Catch: [{ ErrorEquals: ['Broken'], Next: 'B' }],
    };
    const ended = await follow(await started(machine({ A: task(fields), B: pass() })), failure(1));
    expect(ended.flow.status).toBe('SUCCEEDED');
  });
});
