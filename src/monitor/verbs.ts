import type { Json } from '../asl/json.ts';
import type { Flow, FlowStatus } from '../engine/flow.ts';
import type { FlowId } from '../engine/ids.ts';
import type { Input } from '../engine/inputs.ts';
import { SfcError } from '../errors/sfc-error.ts';
import { inputsTopic } from '../messages/topics.ts';
import type { BlueprintStore } from '../ports/blueprint-store.ts';
import type { FlowStore, StoredFlow } from '../ports/flow-store.ts';
import type { Ids } from '../ports/ids.ts';
import type { MessageBus } from '../ports/message-bus.ts';
import { isHeldByBlueprint } from '../registry/hold.ts';
import { checkPayload } from '../registry/payload.ts';

export interface VerbParts {
  readonly flowStore: FlowStore;
  readonly blueprintStore: BlueprintStore;
  readonly bus: MessageBus;
  readonly ids: Pick<Ids, 'unique'>;
  readonly payloadBytes: number;
}

/** What an operator may do to one flow. Each is on disk when it resolves, and applied soon after. */
export interface Verbs {
  /** `SFC_FLOW_ENDED` where there is nothing to stop. */
  stop(flowId: FlowId, reason: { readonly error?: string; readonly cause?: string }): Promise<void>;
  /** `SFC_FLOW_NOT_RETRYABLE` unless the flow ended without success; `from` is `Failure`, `Start` or a top-level state. */
  retry(flowId: FlowId, options: { readonly from?: string; readonly input?: Json }): Promise<void>;
  /** Pausing a paused flow changes nothing. */
  pause(flowId: FlowId): Promise<void>;
  /** Resuming a running flow changes nothing; one whose blueprint is paused goes on when that is started. */
  resume(flowId: FlowId): Promise<void>;
  skip(flowId: FlowId, options: { readonly state: string; readonly output?: Json }): Promise<void>;
}

const RETRYABLE: ReadonlySet<FlowStatus> = new Set(['FAILED', 'TIMED_OUT', 'ABORTED']);

export function createVerbs(parts: VerbParts): Verbs {
  async function load(flowId: FlowId): Promise<Flow> {
    return (await loadFlow(parts.flowStore, flowId)).flow;
  }

  async function append(flowId: FlowId, input: Input): Promise<void> {
    await parts.bus.send(inputsTopic, [{ key: flowId, value: { flowId, input } }]);
  }

  const verb = (flow: Flow) => ({ operationId: parts.ids.unique(), run: flow.run });

  return {
    stop: async (flowId, reason) => {
      const flow = await load(flowId);
      mustBeOpen(flow);
      await append(flowId, { type: 'StopFlow', ...verb(flow), ...reason });
    },
    retry: async (flowId, { from, input }) => {
      const flow = await load(flowId);
      if (!RETRYABLE.has(flow.status)) throw notRetryable(flow);
      if (from !== undefined) await mustBeStart(parts.blueprintStore, flow, from);
      if (input !== undefined) checkPayload(input, parts.payloadBytes);
      await append(flowId, {
        type: 'RetryFlow',
        ...verb(flow),
        ...(from === undefined ? {} : { from }),
        ...(input === undefined ? {} : { input }),
      });
    },
    pause: async (flowId) => {
      const flow = await load(flowId);
      mustBeOpen(flow);
      if (flow.status !== 'PAUSED') await append(flowId, { type: 'PauseFlow', ...verb(flow) });
    },
    resume: async (flowId) => {
      const flow = await load(flowId);
      mustBeOpen(flow);
      if (isHeldByBlueprint(flow)) throw heldByBlueprint(flow);
      if (flow.status === 'PAUSED') await append(flowId, { type: 'ResumeFlow', ...verb(flow) });
    },
    skip: async (flowId, { state, output }) => {
      const flow = await load(flowId);
      mustBeOpen(flow);
      mustBeAt(flow, state);
      if (output !== undefined) checkPayload(output, parts.payloadBytes);
      await append(flowId, { type: 'SkipState', ...verb(flow), state, ...(output === undefined ? {} : { output }) });
    },
  };
}

/** A consistent read. Rejects with `SFC_UNKNOWN_FLOW`. */
export async function loadFlow(flowStore: FlowStore, flowId: FlowId): Promise<StoredFlow> {
  const stored = await flowStore.load(flowId);
  if (stored !== undefined) return stored;
  throw new SfcError('SFC_UNKNOWN_FLOW', `There is no flow ${JSON.stringify(flowId)}.`, { details: { flowId } });
}

function mustBeOpen({ id, status }: Flow): void {
  if (status === 'RUNNING' || status === 'PAUSED') return;
  throw new SfcError('SFC_FLOW_ENDED', `The flow ${id} has ended: ${status}.`, { details: { flowId: id, status } });
}

function notRetryable({ id, status }: Flow): SfcError {
  const reason = status === 'SUCCEEDED' ? 'succeeded' : 'has not ended';
  return new SfcError('SFC_FLOW_NOT_RETRYABLE', `The flow ${id} ${reason}; only one that failed can be retried.`, {
    details: { flowId: id, status },
  });
}

function heldByBlueprint({ id, blueprint }: Flow): SfcError {
  return new SfcError('SFC_BLUEPRINT_STOPPED', `The flow ${id} is paused with its blueprint ${blueprint}.`, {
    hint: `Start the blueprint: \`sfc start ${blueprint}\`.`,
    details: { flowId: id, blueprint },
  });
}

async function mustBeStart(store: BlueprintStore, flow: Flow, from: string): Promise<void> {
  if (from === 'Failure' || from === 'Start') return;
  const stored = await store.version(flow.blueprint, flow.version);
  if (stored !== undefined && Object.hasOwn(stored.blueprint.States, from)) return;
  throw new SfcError(
    'SFC_INVALID_REQUEST',
    `${flow.blueprint} version ${flow.version} has no state ${JSON.stringify(from)} at its top level.`,
    {
      hint: 'Retry from `Failure`, from `Start`, or from the name of a top-level state.',
      details: { field: 'from' },
    },
  );
}

function mustBeAt(flow: Flow, state: string): void {
  const isOpen = Object.values(flow.visits).some((visit) => visit.state === state);
  if (isOpen) return;
  throw new SfcError('SFC_INVALID_REQUEST', `The flow ${flow.id} is not at the state ${JSON.stringify(state)}.`, {
    hint: 'Show the flow to see which states are open.',
    details: { field: 'state' },
  });
}
