import { type Conductor, type ConductorOptions, createConductor } from '../../../../src/conductor/conductor.ts';
import type { DeliveredInput } from '../../../../src/conductor/group-batch.ts';
import type { SetTimer } from '../../../../src/engine/effects.ts';
import type { HistoryEvent } from '../../../../src/engine/events.ts';
import type { Flow } from '../../../../src/engine/flow.ts';
import type { FlowId } from '../../../../src/engine/ids.ts';
import type { Input, ReportJobResult } from '../../../../src/engine/inputs.ts';
import { createTokenSigner } from '../../../../src/messages/token.ts';
import { inputsTopic } from '../../../../src/messages/topics.ts';
import type { FlowStore, FlowWrite, StoredFlow } from '../../../../src/ports/flow-store.ts';
import type { Message, Subscription } from '../../../../src/ports/message-bus.ts';
import {
  acceptedTinyFlow,
  decideTiny,
  openTinyEffects,
  type TinyProgram,
} from '../../../simulation/support/tiny-engine.ts';

export type Sent = Message<unknown> & { readonly topic: string };

/** A conductor among ports that record what reached them. Its fields may be changed while a test goes on. */
export interface Stage {
  readonly conductor: Conductor;
  readonly flowStore: FlowStore;
  readonly items: Map<FlowId, StoredFlow>;
  readonly writes: FlowWrite[];
  readonly sent: Sent[];
  readonly timersSet: SetTimer[];
  readonly timersCancelled: string[];
  readonly loads: FlowId[];
  /** What the next calls reject with, by port method; one per call. */
  readonly faults: { readonly [call in 'load' | 'commit' | 'send' | 'openFlows']: unknown[] };
  readonly subscriptions: Subscription<unknown>[];
  readonly accept: (id: string) => FlowId;
  readonly sentTo: (topic: string) => unknown[];
}

export interface StageOptions extends Partial<ConductorOptions<TinyProgram>> {
  readonly program?: TinyProgram;
  readonly performs?: FlowStore['performs'];
  /** False: as an embedded store. */
  readonly keepsOutbox?: boolean;
}

export const NOW = 1_000_000;
const LIMITS = { eventsPerDecision: 100, eventsPerFlow: 1_000, payloadBytes: 262_144 };

export function createStage(options: StageOptions = {}): Stage {
  const { program = [{ type: 'job', maxAttempts: 1 }], performs = new Set(), keepsOutbox = true } = options;
  const stage = {
    items: new Map<FlowId, StoredFlow>(),
    writes: [] as FlowWrite[],
    sent: [] as Sent[],
    timersSet: [] as SetTimer[],
    timersCancelled: [] as string[],
    loads: [] as FlowId[],
    faults: { load: [] as unknown[], commit: [] as unknown[], send: [] as unknown[], openFlows: [] as unknown[] },
    subscriptions: [] as Subscription<unknown>[],
  };
  const meet = (call: keyof Stage['faults']) => {
    const fault = stage.faults[call].shift();
    if (fault !== undefined) throw fault;
  };
  const write = (each: FlowWrite) => {
    const { id } = each.flow;
    if (stage.items.get(id)?.revision !== each.expectedRevision) return 'conflict' as const;
    stage.writes.push(each);
    const outbox = keepsOutbox ? each.outbox : [];
    stage.items.set(id, { flow: each.flow, revision: each.expectedRevision + 1, outbox });
    return 'committed' as const;
  };
  const flowStore: FlowStore = {
    performs,
    load: async (id) => {
      stage.loads.push(id);
      meet('load');
      return stage.items.get(id);
    },
    commit: async (writes) => {
      meet('commit');
      return writes.map(write);
    },
    openFlows: async ({ after, limit }) => {
      meet('openFlows');
      const open = [...stage.items.values()].filter(({ flow }) => flow.endedAt === undefined);
      const ids = open.map(({ flow }) => flow.id).filter((id) => after === undefined || id > after);
      const items = ids.slice(0, limit);
      const last = items.at(-1);
      return ids.length > limit && last !== undefined ? { items, nextAfter: last } : { items };
    },
    create: unused,
    latestFlows: unused,
    remove: unused,
  };
  const conductor = createConductor<TinyProgram>({
    flowStore,
    bus: {
      send: async (topic, messages) => {
        meet('send');
        for (const message of messages) stage.sent.push({ ...message, topic: topic.name });
        return [];
      },
      subscribe: async (subscription) => {
        stage.subscriptions.push(subscription as Subscription<unknown>);
        return { stop: async () => undefined };
      },
    },
    timers: {
      set: async (_flowId, timers) => void stage.timersSet.push(...timers),
      cancel: async (_flowId, ids) => void stage.timersCancelled.push(...ids),
      start: () => undefined,
      stop: async () => undefined,
    },
    tokens: createTokenSigner('key'),
    programs: { get: () => program },
    decide: decideTiny,
    openEffects: openTinyEffects,
    clock: { now: () => NOW },
    ids: { unique: () => 'unique' },
    limits: LIMITS,
    ...options,
  });
  return {
    ...stage,
    conductor,
    flowStore,
    accept: (id) => {
      const flow = acceptedTinyFlow(id);
      stage.items.set(flow.id, { flow, revision: 0, outbox: [] });
      return flow.id;
    },
    sentTo: (topic) => stage.sent.filter((message) => message.topic === topic).map(({ value }) => value),
  };
}

/** Inputs as the bus delivers them: consecutive offsets of one partition. */
export function batchOf(
  offset: number,
  inputs: readonly (readonly [FlowId, Input])[],
  partition = 0,
): DeliveredInput[] {
  return inputs.map(([flowId, input], index) => ({
    topic: inputsTopic.name,
    partition,
    offset: offset + index,
    timestamp: NOW,
    key: flowId,
    value: { flowId, input },
  }));
}

export const START: Input = { type: 'StartFlow' };

export function success(entry: number, attempt = 1): ReportJobResult {
  return { type: 'ReportJobResult', entry, attempt, result: { output: null } };
}

export function eventTypes(events: readonly HistoryEvent[]): string[] {
  return events.map(({ type }) => type);
}

export function flowOf(stage: Stage, id: FlowId): Flow | undefined {
  return stage.items.get(id)?.flow;
}

function unused(): Promise<never> {
  return Promise.reject(new Error('not used by the conductor'));
}
