import { randomUUID } from 'node:crypto';
import { createBlueprintStore } from '../../../src/adapters/dynamodb/blueprint-store.ts';
import { createFlowStore } from '../../../src/adapters/dynamodb/flow-store.ts';
import { createKafkaBus } from '../../../src/adapters/kafka/message-bus.ts';
import type { Blueprint } from '../../../src/asl/blueprint.ts';
import { compileBlueprint } from '../../../src/asl/compile.ts';
import { createConductor } from '../../../src/conductor/conductor.ts';
import { createProgramCache } from '../../../src/conductor/program-cache.ts';
import { acceptFlow } from '../../../src/engine/accept-flow.ts';
import { decide } from '../../../src/engine/decide.ts';
import type { HistoryEvent } from '../../../src/engine/events.ts';
import type { Flow } from '../../../src/engine/flow.ts';
import type { FlowId } from '../../../src/engine/ids.ts';
import { openEffects } from '../../../src/engine/open-effects.ts';
import { createTokenSigner } from '../../../src/messages/token.ts';
import { type HistoryRecord, historyTopic, inputsTopic, jobsTopic } from '../../../src/messages/topics.ts';
import type { FlowStore } from '../../../src/ports/flow-store.ts';
import type { Consumer, MessageBus } from '../../../src/ports/message-bus.ts';
import { createSchemaCompiler } from '../../../src/schemas/schema-compiler.ts';
import { openTestTables } from './dynamodb.ts';

const clock = { now: () => Date.now() };
const LIMITS = { eventsPerDecision: 500, eventsPerFlow: 25_000, payloadBytes: 262_144 };
const NAME = 'five-tasks';

/** Five Tasks in a row: each is one job and one result. */
const FIVE_TASKS: Blueprint = {
  StartAt: 'T1',
  States: Object.fromEntries(
    [1, 2, 3, 4, 5].map((number) => [
      `T${number}`,
      { Type: 'Task', Resource: 'https://service.test/', ...(number < 5 ? { Next: `T${number + 1}` } : { End: true }) },
    ]),
  ),
};

/** Conductors on real engines, with a worker that answers every job with its input. */
export interface Installation {
  readonly flowStore: FlowStore;
  /** Writes of flows and records, since the beginning. */
  readonly counts: { writes: number; records: number; jobs: Map<string, number> };
  /** By flow, as the history topic gives it; a repeated event must be the same. */
  readonly histories: ReadonlyMap<FlowId, Map<number, HistoryEvent>>;
  /** Another conductor joins the group. */
  readonly addConductor: () => Promise<Consumer>;
  readonly startFlow: (input: Flow['input']) => Promise<FlowId>;
  /** Resolves when a conductor has stored the flow's end. */
  readonly ended: (id: FlowId) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface Endpoints {
  readonly kafka: string;
  readonly dynamodb: string;
}

export async function openInstallation({ kafka, dynamodb }: Endpoints): Promise<Installation> {
  const tables = await openTestTables(dynamodb);
  const counts: Installation['counts'] = { writes: 0, records: 0, jobs: new Map() };
  const histories = new Map<FlowId, Map<number, HistoryEvent>>();
  const flowStore = countWrites(createFlowStore(tables), counts);
  const blueprintStore = createBlueprintStore(tables);
  await blueprintStore.addVersion(NAME, { contentHash: 'hash', source: '', blueprint: FIVE_TASKS, createdAt: 0 });
  const schemas = createSchemaCompiler();
  const programs = createProgramCache({
    blueprintStore,
    compile: (blueprint) => compileBlueprint(blueprint, { schemas }),
  });
  const buses: (MessageBus & { close(): Promise<void> })[] = [];
  function openBus(): MessageBus {
    const brokers = [kafka];
    const bus = createKafkaBus({
      clock,
      brokers,
      newTopics: { partitions: 4 },
      timings: { fetchWaitMs: 50, retryMs: 5 },
    });
    buses.push(bus);
    return countRecords(bus, counts);
  }
  const group = randomUUID();
  const ends = new Map<FlowId, PromiseWithResolvers<void>>();
  function endOf(id: FlowId): PromiseWithResolvers<void> {
    const end = ends.get(id) ?? Promise.withResolvers<void>();
    ends.set(id, end);
    return end;
  }

  async function addConductor(): Promise<Consumer> {
    const bus = openBus();
    const conductor = createConductor({
      ...{ flowStore, bus, programs, decide, openEffects, clock, limits: LIMITS },
      ids: { unique: randomUUID },
      timers: {
        set: async () => undefined,
        cancel: async () => undefined,
        start: () => undefined,
        stop: async () => undefined,
      },
      tokens: createTokenSigner('a key for tests, thirty-two long'),
      onCommitted: ({ id, endedAt }) => {
        if (endedAt !== undefined) endOf(id).resolve();
      },
    });
    return bus.subscribe({ topic: inputsTopic, group: `${group}-conductor`, batchSize: 64, handle: conductor.handle });
  }

  const others = openBus();
  await others.subscribe({
    topic: jobsTopic(),
    group: `${group}-workers`,
    batchSize: 64,
    handle: async (jobs) => {
      for (const { value } of jobs) counts.jobs.set(value.token, (counts.jobs.get(value.token) ?? 0) + 1);
      await others.send(
        inputsTopic,
        jobs.map(({ value: { flowId, dispatch } }) => {
          const { entry, attempt, job } = dispatch;
          const input = { type: 'ReportJobResult', entry, attempt, result: { output: job.input } } as const;
          return { key: flowId, value: { flowId, input } };
        }),
      );
    },
  });
  await others.subscribe({
    topic: historyTopic,
    group: `${group}-indexer`,
    batchSize: 64,
    handle: async (records) => {
      for (const { value } of records) note(histories, value);
    },
  });

  return {
    flowStore,
    counts,
    histories,
    addConductor,
    async startFlow(input) {
      const id = randomUUID() as FlowId;
      const flow = acceptFlow({ id, name: id, blueprint: NAME, version: 1, input, now: clock.now() });
      await flowStore.create(flow, 'hash');
      await others.send(inputsTopic, [{ key: id, value: { flowId: id, input: { type: 'StartFlow' } } }]);
      return id;
    },
    ended: (id) => endOf(id).promise,
    async close() {
      await Promise.all(buses.map((bus) => bus.close()));
      await tables.close();
    },
  };
}

function countWrites(store: FlowStore, counts: Installation['counts']): FlowStore {
  return {
    ...store,
    commit: (writes) => {
      counts.writes += writes.length;
      return store.commit(writes);
    },
  };
}

function countRecords(bus: MessageBus, counts: Installation['counts']): MessageBus {
  return {
    ...bus,
    send: (topic, messages) => {
      counts.records += messages.length;
      return bus.send(topic, messages);
    },
  };
}

function note(histories: Map<FlowId, Map<number, HistoryEvent>>, { flowId, events }: HistoryRecord): void {
  const history = histories.get(flowId) ?? new Map<number, HistoryEvent>();
  histories.set(flowId, history);
  for (const event of events) {
    const known = history.get(event.id);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(event)) {
      throw new Error(`flow ${flowId} has two events ${event.id}: ${JSON.stringify([known, event])}`);
    }
    history.set(event.id, event);
  }
}
