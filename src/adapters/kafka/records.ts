import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { DeadLetter } from '../../messages/topics.ts';
import type { Delivered, Message, Topic } from '../../ports/message-bus.ts';
import type { OutgoingRecord } from './sender.ts';

export function encode<T>(topic: Topic<T>, { key, value, headers = {} }: Message<T>): OutgoingRecord {
  return { key: key ?? null, value: topic.encode(value), headers };
}

export interface UnreadableRecord {
  readonly unreadable: string;
  readonly record: Delivered<string>;
}

export function decode<T>(topic: Topic<T>, partition: number, message: KafkaMessage): Delivered<T> | UnreadableRecord {
  const text = message.value?.toString('utf8') ?? '';
  const { key, headers, timestamp, offset } = message;
  const place = { topic: topic.name, partition, offset: Number(offset), timestamp: Number(timestamp) };
  const rest = { ...place, ...(key !== null && { key: key.toString('utf8') }), headers: textHeaders(headers) };
  try {
    return { ...rest, value: topic.decode(text) };
  } catch (error) {
    return { unreadable: error instanceof Error ? error.message : String(error), record: { ...rest, value: text } };
  }
}

/** `failedAt`: milliseconds since the epoch. */
export function deadLetterOf({ unreadable, record }: UnreadableRecord, group: string, failedAt: number): DeadLetter {
  const { topic, partition, offset, key, value, headers = {} } = record;
  return {
    ...{ topic, group, partition, offset, value, headers, failedAt },
    ...(key !== undefined && { key }),
    code: 'SFC_RECORD_UNREADABLE',
    message: `The record cannot be read: ${unreadable}`,
  };
}

/** A header that stands there several times counts as it stands first. */
function textHeaders(headers: IHeaders = {}): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const first = Array.isArray(value) ? value[0] : value;
    if (first !== undefined) texts[name] = first.toString('utf8');
  }
  return texts;
}
