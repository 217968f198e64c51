import { SfcError } from '../errors/sfc-error.ts';
import { type DeadLetter, deadLettersTopic } from '../messages/topics.ts';
import type { Clock } from '../ports/clock.ts';
import type { Delivered, MessageBus } from '../ports/message-bus.ts';

/** A record that can never be processed, and why. */
export interface Undeliverable {
  readonly record: Delivered<string>;
  readonly fault: SfcError;
}

export type SendDeadLetters = (undeliverable: readonly Undeliverable[], group: string) => Promise<void>;

/** Moves records to the dead letters, durably when it resolves. They keep the order of their partition. */
export function createDeadLetters({ bus, clock }: { bus: Pick<MessageBus, 'send'>; clock: Clock }): SendDeadLetters {
  return async (undeliverable, group) => {
    if (undeliverable.length === 0) return;
    const failedAt = clock.now();
    const letters = undeliverable.map(({ record, fault }) => letterOf(record, fault, group, failedAt));
    await bus.send(
      deadLettersTopic,
      letters.map((value) => ({ key: `${value.topic}:${value.partition}`, value })),
    );
  };
}

function letterOf(record: Delivered<string>, fault: SfcError, group: string, failedAt: number): DeadLetter {
  const { topic, partition, offset, key, value, headers = {} } = record;
  const { code, message, hint } = fault;
  const text = `${message} ${hint}`;
  return {
    topic,
    group,
    partition,
    offset,
    ...(key !== undefined && { key }),
    value,
    headers,
    code,
    message: text,
    failedAt,
  };
}

/** Whether the record itself is at fault: delivering it again would end the same way. */
export function isRecordsOwn(fault: unknown): fault is SfcError {
  return fault instanceof SfcError && OWN.has(fault.code);
}

const OWN: ReadonlySet<string> = new Set([
  'SFC_RECORD_UNREADABLE',
  'SFC_TRIGGER_FAILED',
  'SFC_INPUT_SCHEMA_VIOLATION',
  'SFC_PAYLOAD_TOO_LARGE',
  'SFC_INVALID_REQUEST',
  'SFC_FLOW_NAME_TAKEN',
  'SFC_TOKEN_INVALID',
]);
