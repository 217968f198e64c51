import type { Flow } from '../engine/flow.ts';
import type { FlowId } from '../engine/ids.ts';
import { type InputRecord, inputsTopic } from '../messages/topics.ts';
import type { FlowStore, StoredFlow } from '../ports/flow-store.ts';
import type { Message, MessageBus } from '../ports/message-bus.ts';
import type { Timers } from '../ports/timers.ts';
import type { OpenEffects } from './decide-flow.ts';
import { isPoison } from './faults.ts';
import type { Publication, Publish } from './publish.ts';

export interface RecoveryOptions {
  readonly flowStore: Pick<FlowStore, 'openFlows' | 'load'>;
  readonly bus: Pick<MessageBus, 'send'>;
  readonly timers: Pick<Timers, 'cancel'>;
  readonly publish: Publish;
  readonly openEffects: OpenEffects;
  /** Flows read at once. */
  readonly pageSize: number;
  /** Bounds the work that a start heaps on the workers. */
  readonly flowsPerSecond: number;
  /** Resolves after the time, or at once when the signal aborts. */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** The flow began in this process, which has therefore performed all of its effects. */
  readonly isOurs: (flowId: FlowId) => boolean;
  readonly onProgress: (flows: number) => void;
  readonly onFault: (fault: unknown) => void;
  readonly signal: AbortSignal;
}

const RETRY_MILLISECONDS = 1_000;

/**
 * Performs the open effects of every open flow again: what travelled in memory is gone after a restart. New work goes on
 * meanwhile. A page that meets a fault is tried again until the signal aborts.
 */
export async function recoverFlows(options: RecoveryOptions): Promise<void> {
  const { pause, signal } = options;
  let after: string | undefined;
  do {
    try {
      const page = await recoverPage(after, options);
      options.onProgress(page.flows);
      after = page.nextAfter;
      if (after !== undefined) await pause((page.flows * 1_000) / options.flowsPerSecond, signal);
    } catch (fault) {
      options.onFault(fault);
      await pause(RETRY_MILLISECONDS, signal);
      continue;
    }
    if (after === undefined) return;
  } while (!signal.aborted);
}

async function recoverPage(
  after: string | undefined,
  options: RecoveryOptions,
): Promise<{ readonly flows: number; readonly nextAfter?: string }> {
  const { flowStore, bus, publish, openEffects, pageSize, isOurs } = options;
  const page = await flowStore.openFlows({ limit: pageSize, ...(after === undefined ? {} : { after }) });
  const ids = page.items.filter((id) => !isOurs(id));
  const stored = await Promise.all(ids.map((id) => loadReadable(id, flowStore)));
  const flows = stored.filter((flow) => typeof flow === 'object');
  const accepted = flows.filter(({ flow }) => hasNotBegun(flow)).map(({ flow }) => flow.id);
  // The handler of inputs meets the fault of an unreadable flow again, and puts it among the dead letters.
  const starts = [...accepted, ...ids.filter((_, index) => stored[index] === 'unreadable')].map(startMessage);
  if (starts.length > 0) await bus.send(inputsTopic, starts);
  await publish(
    flows.map((flow) => openPublication(flow, openEffects)),
    [],
  );
  await Promise.all(flows.map((flow) => cancelSettled(flow, options)));
  return { flows: flows.length, ...(page.nextAfter === undefined ? {} : { nextAfter: page.nextAfter }) };
}

/** A flow whose own state is damaged must not keep the others from going on. */
async function loadReadable(
  flowId: FlowId,
  flowStore: RecoveryOptions['flowStore'],
): Promise<StoredFlow | 'unreadable' | undefined> {
  try {
    return await flowStore.load(flowId);
  } catch (fault) {
    if (isPoison(fault)) return 'unreadable';
    throw fault;
  }
}

/** A flow that went on after it was read has cancelled timers that were then set once more. */
async function cancelSettled(
  { flow, revision }: StoredFlow,
  { flowStore, timers, openEffects }: RecoveryOptions,
): Promise<void> {
  const set = openEffects(flow).filter(({ type }) => type === 'SetTimer');
  const now = set.length === 0 ? undefined : await flowStore.load(flow.id);
  if (now === undefined || now.revision === revision) return;
  const open = new Set(openEffects(now.flow).map(({ id }) => id));
  const settled = set.map(({ id }) => id).filter((id) => !open.has(id));
  if (settled.length > 0) await timers.cancel(flow.id, settled);
}

function hasNotBegun(flow: Flow): boolean {
  return flow.startedAt === undefined && flow.endedAt === undefined;
}

function startMessage(flowId: FlowId): Message<InputRecord> {
  return { key: flowId, value: { flowId, input: { type: 'StartFlow' } }, durable: false };
}

function openPublication({ flow, revision }: StoredFlow, openEffects: OpenEffects): Publication {
  return { flow, revision, entries: [{ partition: -1, offset: -1, effects: openEffects(flow), events: [] }] };
}
