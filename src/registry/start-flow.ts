import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '../asl/json.ts';
import { acceptFlow } from '../engine/accept-flow.ts';
import type { Flow } from '../engine/flow.ts';
import type { FlowId } from '../engine/ids.ts';
import { SfcError } from '../errors/sfc-error.ts';
import { inputsTopic } from '../messages/topics.ts';
import type { BlueprintRecord } from '../ports/blueprint-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { FlowStore } from '../ports/flow-store.ts';
import type { Ids } from '../ports/ids.ts';
import type { MessageBus } from '../ports/message-bus.ts';
import { isStopped } from './hold.ts';
import type { LoadedVersions } from './loaded-versions.ts';
import { checkPayload } from './payload.ts';
import type { Records } from './records.ts';

export interface StartFlowRequest {
  readonly blueprint: string;
  /** Default: the active version. */
  readonly version?: number;
  /** Makes the start idempotent: the same name and input give the same flow. Default: the flow's id. */
  readonly name?: string;
  readonly input: Json;
  /** Free labels of whoever starts it. */
  readonly startedBy?: JsonObject;
}
export interface StartedFlow {
  readonly flowId: FlowId;
  /** False where the name stood already, with the same input. */
  readonly created: boolean;
}

export interface StartFlowParts {
  readonly records: Records;
  readonly versions: LoadedVersions;
  readonly flowStore: FlowStore;
  readonly bus: MessageBus;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly payloadBytes: number;
  /** No other process changes blueprints: what this one has seen of them is what is stored. */
  readonly exclusive: boolean;
  readonly onAccepted: (flow: Flow) => void;
}

/** The id of the flow of this name: the same on every machine, for ever. */
function namedFlowId(blueprint: string, name: string): FlowId {
  const hash = createHash('sha256').update(JSON.stringify([blueprint, name]));
  return hash.digest('hex').slice(0, 32) as FlowId;
}

/** Accepts a flow durably, then asks the conductor to begin it; a crash in between is made good by the next start. */
export function createStartFlow(parts: StartFlowParts): (request: StartFlowRequest) => Promise<StartedFlow> {
  const { flowStore, clock, ids } = parts;

  return async (request) => {
    if (request.name !== undefined) checkName(request.name);
    const { hash } = checkPayload(request.input, parts.payloadBytes);
    const record = await recordOf(parts, request.blueprint);
    if (isStopped(record)) return onlyRepeat(parts, request, hash);
    const version = request.version ?? record.activeVersion;
    if (version === undefined) throw nothingActive(record);
    const loaded = await parts.versions.get(record.name, version);
    checkAgainstSchema(request.input, loaded.checkInput?.(request.input), record.name, version);
    const id = request.name === undefined ? ids.flowId() : namedFlowId(record.name, request.name);
    const accepted = acceptFlow({
      id,
      name: request.name ?? id,
      blueprint: record.name,
      version,
      input: request.input,
      now: clock.now(),
      ...(request.startedBy === undefined ? {} : { startedBy: request.startedBy }),
    });
    const outcome = await flowStore.create(accepted, hash);
    if (!outcome.created && outcome.inputHash !== hash) throw nameTaken(request, id);
    if (outcome.created) parts.onAccepted(accepted);
    await begin(parts.bus, id);
    return { flowId: id, created: outcome.created };
  };
}

async function begin(bus: MessageBus, flowId: FlowId): Promise<void> {
  // Not durable: the accepted flow is, and every start of the conductor begins the flows that it finds accepted.
  await bus.send(inputsTopic, [{ key: flowId, value: { flowId, input: { type: 'StartFlow' } }, durable: false }]);
}

async function recordOf(parts: StartFlowParts, name: string): Promise<BlueprintRecord> {
  const known = parts.exclusive ? parts.records.peek(name) : undefined;
  return known ?? parts.records.get(name);
}

/** A stopped blueprint starts nothing, and still answers a repeated start with the flow that it made. */
async function onlyRepeat(parts: StartFlowParts, request: StartFlowRequest, hash: string): Promise<StartedFlow> {
  const { blueprint, name } = request;
  const id = name === undefined ? undefined : namedFlowId(blueprint, name);
  const existing = id === undefined ? undefined : await parts.flowStore.load(id);
  if (existing === undefined || id === undefined) {
    throw new SfcError('SFC_BLUEPRINT_STOPPED', `The blueprint ${blueprint} is stopped and starts no flows.`, {
      hint: `Start it again with \`sfc start ${blueprint}\`.`,
      details: { blueprint },
    });
  }
  if (checkPayload(existing.flow.input, Number.POSITIVE_INFINITY).hash !== hash) throw nameTaken(request, id);
  return { flowId: id, created: false };
}

export function nothingActive(record: BlueprintRecord): SfcError {
  return new SfcError('SFC_UNKNOWN_VERSION', `No version of the blueprint ${record.name} is active.`, {
    hint: `Activate one: \`sfc activate ${record.name} ${record.latestVersion}\`.`,
    details: { blueprint: record.name },
  });
}

function checkAgainstSchema(input: Json, violation: string | undefined, blueprint: string, version: number): void {
  if (violation === undefined) return;
  throw new SfcError(
    'SFC_INPUT_SCHEMA_VIOLATION',
    `The input breaks the InputSchema of ${blueprint} version ${version}: ${violation}.`,
    { details: { blueprint, version, violation, input: excerpt(input) } },
  );
}

function excerpt(input: Json): string {
  return JSON.stringify(input).slice(0, 500);
}

function nameTaken({ blueprint, name }: StartFlowRequest, flowId: FlowId): SfcError {
  return new SfcError(
    'SFC_FLOW_NAME_TAKEN',
    `A flow of ${blueprint} named ${JSON.stringify(name)} exists with a different input.`,
    { details: { blueprint, name, flowId } },
  );
}

const MAX_NAME = 400;

function checkName(name: string): void {
  const isUsable = name.length > 0 && name.length <= MAX_NAME && name.isWellFormed() && !/\p{Cc}/u.test(name);
  if (isUsable) return;
  throw new SfcError(
    'SFC_INVALID_REQUEST',
    `A flow's name has 1 to ${MAX_NAME} characters, without control characters and lone surrogates.`,
    { details: { field: 'name' } },
  );
}
