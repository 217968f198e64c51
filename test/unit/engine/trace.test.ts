import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/asl/json.ts';
import type { TraceEntry } from '../../../src/engine/trace.ts';
import { failure, fired, follow, output, started } from './support/given.ts';
import { machine, pass } from './support/machines.ts';

const END = { Type: 'Succeed' };

/** `type entry what`, in order. */
async function traceOf(definition: Json, input: Json = {}, ...inputs: Parameters<typeof follow>[1][]) {
  const told: string[] = [];
  const trace = (entry: TraceEntry) => told.push(Object.values(entry).join(' '));
  await follow(await started(definition, input, { trace }), ...inputs);
  return told;
}

describe('the trace', () => {
  it('tells which rule of a Choice held', async () => {
    const definition = machine({
      A: {
        Type: 'Choice',
        Choices: [
          { Variable: '$.n', NumericEquals: 1, Next: 'B' },
          { Variable: '$.n', NumericEquals: 2, Next: 'B' },
        ],
        Default: 'B',
      },
      B: END,
    });
    const [first, second, other] = ['0', '1', 'default'].map((rule) => [
      'entered 1 A 0',
      `chose 1 ${rule}`,
      'left 1',
      'entered 2 B 0',
      'left 2',
    ]);
    expect(await traceOf(definition, { n: 1 })).toEqual(first);
    expect(await traceOf(definition, { n: 2 })).toEqual(second);
    expect(await traceOf(definition, { n: 3 })).toEqual(other);
  });

  it('tells which retrier and which catcher took an error', async () => {
    const definition = machine({
      A: {
        Type: 'Task',
        Resource: 'arn:aws:lambda:us-east-1:123456789012:function:F',
        Retry: [{ ErrorEquals: ['Other'] }, { ErrorEquals: ['Broken'], IntervalSeconds: 1, MaxAttempts: 1 }],
        Catch: [
          { ErrorEquals: ['Other'], Next: 'B' },
          { ErrorEquals: ['States.ALL'], Next: 'B' },
        ],
        Next: 'B',
      },
      B: END,
    });
    const told = await traceOf(definition, {}, failure(1));
    expect(told).toEqual(['entered 1 A 0', 'retried 1 1']);
    const trace: string[] = [];
    const scene = await started(definition, {}, { trace: (entry) => trace.push(Object.values(entry).join(' ')) });
    const again = await follow(scene, failure(1));
    const later = { ...again, facts: { ...again.facts, now: again.facts.now + 1_000 } };
    await follow(later, fired('backoff', 1, 1), failure(1, 'Broken', 2));
    expect(trace).toEqual(['entered 1 A 0', 'retried 1 1', 'caught 1 1', 'left 1', 'entered 2 B 0', 'left 2']);
  });

  it('tells whose branch or iteration a state is entered in', async () => {
    const branch = (name: string) => ({ StartAt: name, States: { [name]: pass({ End: true }) } });
    const definition = machine({
      A: { Type: 'Parallel', Branches: [branch('B'), branch('C')], End: true },
    });
    expect(await traceOf(definition)).toEqual([
      'entered 1 A 0',
      'entered 2 B 0 1',
      'left 2',
      'entered 3 C 1 1',
      'left 3',
      'left 1',
    ]);
  });

  it('tells of a distributed Map what the history does not', async () => {
    const processor = {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'B',
      States: { B: pass({ End: true }) },
    };
    const definition = machine({ A: { Type: 'Map', ItemProcessor: processor, End: true } });
    expect(await traceOf(definition, [1, 2])).toEqual(
      expect.arrayContaining(['entered 2 B 0 1', 'left 2', 'entered 3 B 1 1', 'left 3', 'left 1']),
    );
  });

  it('tells that a fork was left while its branches run', async () => {
    const task = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:F', End: true };
    const definition = machine({
      A: { Type: 'Parallel', Completion: 'Detached', Branches: [{ StartAt: 'B', States: { B: task } }], Next: 'C' },
      C: { Type: 'Join', Of: 'A', End: true },
    });
    expect(await traceOf(definition, {}, output(2))).toEqual([
      'entered 1 A 0',
      'left 1',
      'entered 2 B 0 1',
      'entered 3 C 0',
      'left 2',
      'left 3',
    ]);
  });
});
