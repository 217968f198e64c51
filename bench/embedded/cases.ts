import type { Json, JsonObject } from '../../src/asl/json.ts';

/** One load on the embedded conductor: `inFlight` flows at any time until `flows` have ended. */
export interface EmbeddedCase {
  readonly name: string;
  readonly definition: JsonObject;
  readonly input: Json;
  readonly flows: number;
  readonly inFlight: number;
  readonly tasksPerFlow: number;
  /** Flows that stand in the store, ended, before the load begins. */
  readonly storedFlows?: number;
}

const LAMBDA = 'arn:aws:lambda:us-east-1:123456789012:function:Noop';

export function embeddedCases(httpProcessor: string): readonly EmbeddedCase[] {
  const small = { orderId: 'A-1000', amount: 12.5, items: ['tea', 'cup'] };
  const sequence = (processor: string) => ({ definition: sequenceOf(5, processor), tasksPerFlow: 5 });
  return [
    { name: 'sequence-5-in-process-1', ...sequence(LAMBDA), input: small, flows: 1_500, inFlight: 1 },
    { name: 'sequence-5-in-process-32', ...sequence(LAMBDA), input: small, flows: 12_000, inFlight: 32 },
    { name: 'sequence-5-http-1', ...sequence(httpProcessor), input: small, flows: 800, inFlight: 1 },
    { name: 'sequence-5-http-32', ...sequence(httpProcessor), input: small, flows: 4_000, inFlight: 32 },
    { name: 'parallel-10', definition: parallelOf(10), tasksPerFlow: 10, input: small, flows: 2_000, inFlight: 32 },
    { name: 'payload-64k', ...sequence(LAMBDA), input: { text: 'x'.repeat(65_536) }, flows: 600, inFlight: 8 },
    {
      name: 'map-10000',
      definition: mapDefinition(),
      tasksPerFlow: 10_000,
      input: mapInput(10_000),
      flows: 1,
      inFlight: 1,
    },
    { name: 'stored-1000', ...sequence(LAMBDA), input: small, flows: 12_000, inFlight: 32, storedFlows: 1_000 },
    { name: 'stored-200000', ...sequence(LAMBDA), input: small, flows: 12_000, inFlight: 32, storedFlows: 200_000 },
  ];
}

function task(processor: string, next?: string): JsonObject {
  return { Type: 'Task', Processor: processor, ...(next === undefined ? { End: true } : { Next: next }) };
}

function sequenceOf(length: number, processor: string): JsonObject {
  const states: Record<string, JsonObject> = {};
  for (let i = 1; i <= length; i++) states[`Task${i}`] = task(processor, i === length ? undefined : `Task${i + 1}`);
  return { StartAt: 'Task1', States: states };
}

function parallelOf(width: number): JsonObject {
  const branches = Array.from({ length: width }, (_, i) => ({
    StartAt: `Branch${i}`,
    States: { [`Branch${i}`]: task(LAMBDA) },
  }));
  return { StartAt: 'Fork', States: { Fork: { Type: 'Parallel', Branches: branches, End: true } } };
}

function mapDefinition(): JsonObject {
  const processor = { StartAt: 'Each', States: { Each: task(LAMBDA) } };
  return {
    StartAt: 'Map',
    States: { Map: { Type: 'Map', ItemsPath: '$.items', ItemProcessor: processor, End: true } },
  };
}

function mapInput(length: number): JsonObject {
  return { items: Array.from({ length }, (_, i) => ({ id: i })) };
}
