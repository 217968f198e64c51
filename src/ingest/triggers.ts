import type { Blueprint } from '../asl/blueprint.ts';
import type { Json, JsonObject } from '../asl/json.ts';
import { SfcError } from '../errors/sfc-error.ts';
import { userTopic } from '../messages/topics.ts';
import type { Delivered, MessageBus } from '../ports/message-bus.ts';
import { triggerGroup } from '../registry/activation-conflict.ts';
import { compileTrigger, type ReadTrigger, type TriggeredStart } from './compile-trigger.ts';
import { createConsumerSet } from './consumer-set.ts';
import { isRecordsOwn, type SendDeadLetters, type Undeliverable } from './dead-letters.ts';

export interface TriggersParts {
  readonly bus: MessageBus;
  /** Idempotent by name. */
  readonly startFlow: (request: TriggeredFlow) => Promise<{ readonly created: boolean }>;
  readonly sendDeadLetters: SendDeadLetters;
  /** Hears of triggers that cannot be used, and of faults for which a batch is delivered again. */
  readonly onFault?: (fault: unknown, blueprint: string) => void;
}

export interface TriggeredFlow {
  readonly blueprint: string;
  readonly version: number;
  readonly name: string;
  readonly input: Json;
  readonly startedBy: JsonObject;
}

/** A blueprint that is not stopped, at its active version. */
export interface TriggeringBlueprint {
  readonly name: string;
  readonly version: number;
  readonly blueprint: Blueprint;
}

/** The consumers that start flows from the users' topics. */
export interface Triggers {
  /**
   * Makes the running consumers those of exactly these blueprints; the same call again changes nothing. One whose blueprint is
   * gone is stopped when its batch is done, and its group keeps the place. A new version takes over between two batches.
   */
  apply(blueprints: readonly TriggeringBlueprint[]): Promise<void>;
  /** Stops all consumers. */
  stop(): Promise<void>;
  /** Records so far, by what became of them. A record that is delivered again counts again. */
  counts(): TriggerCounts;
}
export interface TriggerCounts {
  readonly started: number;
  /** Had started their flow before. */
  readonly repeated: number;
  /** No filter let them through. */
  readonly filtered: number;
  readonly deadLetters: number;
}

/** What reads one group of one topic. */
interface Source {
  readonly topic: string;
  readonly group: string;
  readonly blueprint: string;
  readonly version: number;
  /** In the order of the blueprint; the first whose filter lets the record through starts the flow. */
  readonly triggers: readonly ReadTrigger[];
}

const BATCH_SIZE = 64;

export function createTriggers(parts: TriggersParts): Triggers {
  const counts = { started: 0, repeated: 0, filtered: 0, deadLetters: 0 };

  const consumers = createConsumerSet<Source>(({ topic, group }, current) =>
    parts.bus.subscribe({
      topic: userTopic(topic),
      group,
      batchSize: BATCH_SIZE,
      handle: (batch) => startFlows(parts, current(), batch, counts),
    }),
  );

  function apply(blueprints: readonly TriggeringBlueprint[]): Promise<void> {
    return consumers.apply(sourcesOf(blueprints, parts.onFault));
  }
  return { apply, stop: () => apply([]), counts: () => ({ ...counts }) };
}

function sourcesOf(blueprints: readonly TriggeringBlueprint[], onFault: TriggersParts['onFault']): Map<string, Source> {
  const sources = new Map<string, Source>();
  for (const { name, version, blueprint } of blueprints) {
    for (const trigger of blueprint.Triggers ?? []) {
      const group = triggerGroup(name, trigger.Group);
      const key = JSON.stringify([trigger.Topic, group]);
      const known = sources.get(key);
      try {
        if (known !== undefined && known.blueprint !== name) throw sharedGroup(trigger.Topic, group, known.blueprint);
        const read = compileTrigger(trigger, blueprint.QueryLanguage ?? 'JSONPath');
        const triggers = [...(known?.triggers ?? []), read];
        sources.set(key, { topic: trigger.Topic, group, blueprint: name, version, triggers });
      } catch (fault) {
        onFault?.(fault, name);
      }
    }
  }
  return sources;
}

function sharedGroup(topic: string, group: string, blueprint: string): SfcError {
  return new SfcError('SFC_ACTIVATION_CONFLICT', `${blueprint} reads topic ${topic} with group ${group} already.`);
}

/** Rejects, so that the batch is delivered again, where a start fails for another reason than the record itself. */
async function startFlows(
  parts: TriggersParts,
  source: Source,
  batch: readonly Delivered<string>[],
  counts: { -readonly [K in keyof TriggerCounts]: number },
): Promise<void> {
  const outcomes = await Promise.allSettled(batch.map((record) => startFlow(parts, source, record)));
  const undeliverable: Undeliverable[] = [];
  for (const [index, outcome] of outcomes.entries()) {
    const record = batch[index];
    if (outcome.status === 'fulfilled') counts[outcome.value]++;
    else if (record !== undefined && isRecordsOwn(outcome.reason))
      undeliverable.push({ record, fault: outcome.reason });
    else {
      parts.onFault?.(outcome.reason, source.blueprint);
      throw outcome.reason;
    }
  }
  await parts.sendDeadLetters(undeliverable, source.group);
  counts.deadLetters += undeliverable.length;
}

async function startFlow(
  parts: TriggersParts,
  source: Source,
  record: Delivered<string>,
): Promise<'started' | 'repeated' | 'filtered'> {
  const start = await firstMatch(source, record);
  if (start === undefined) return 'filtered';
  const { name, isOwnName, input } = start;
  const { blueprint, version, group } = source;
  const { topic, partition, offset } = record;
  try {
    const startedBy = { trigger: { topic, group, partition, offset } };
    const { created } = await parts.startFlow({ blueprint, version, name, input, startedBy });
    return created ? 'started' : 'repeated';
  } catch (fault) {
    // An earlier version started this record's flow with the input that it made of it.
    if (isOwnName && fault instanceof SfcError && fault.code === 'SFC_FLOW_NAME_TAKEN') return 'repeated';
    throw fault;
  }
}

async function firstMatch(source: Source, record: Delivered<string>): Promise<TriggeredStart | undefined> {
  for (const read of source.triggers) {
    const start = await read(record);
    if (start !== undefined) return start;
  }
  return undefined;
}
