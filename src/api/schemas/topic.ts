import { z } from '@hono/zod-openapi';
import type { Delivered } from '../../ports/message-bus.ts';
import type { StoredDeadLetter } from '../services.ts';
import { iso, JsonValue, Page, Timestamp } from './common.ts';

const topicName = z
  .string()
  .regex(/^[\w.-]{1,249}$/, "a topic's name has 1 to 249 of the characters a-z, A-Z, 0-9, '.', '_' and '-'")
  .openapi({ example: 'orders' });
export const TopicParams = z.object({ topic: topicName });
export const GroupParams = z.object({ topic: topicName, group: topicName.openapi({ example: 'billing' }) });

/** Half of a surrogate pair has no UTF-8: a record would not keep it. (In JSON values it is escaped.) */
const text = z.string().refine((value) => value.isWellFormed(), 'the text holds half of a surrogate pair');

const headers = z.record(text, text).openapi({ example: { 'sfc-task-token': 'TOKEN' } });

export const AppendRequest = z
  .strictObject({
    records: z
      .array(
        z.strictObject({
          key: text.optional().openapi({ description: 'Records of one key keep their order.', example: '4711' }),
          value: JsonValue.refine((value) => typeof value !== 'string' || value.isWellFormed(), {
            message: 'the text holds half of a surrogate pair',
          }).openapi({ description: 'Text is stored as it is, any other value as JSON.' }),
          headers: headers.optional(),
        }),
      )
      .min(1)
      .max(10_000),
  })
  .openapi('AppendRequest', { title: 'Append', description: 'Records to append to a topic, in order.' });

const Receipt = z
  .object({ topic: topicName, partition: z.int(), offset: z.int() })
  .openapi('Receipt', { title: 'Receipt', description: 'Where a record stands. It is on disk.' });
export const Receipts = z
  .object({ receipts: z.array(Receipt) })
  .openapi('Receipts', { title: 'Receipts', description: 'One for each record, in order.' });

export const PollQuery = z.object({
  max: z.coerce.number().int().min(1).max(1000).default(10).openapi({ description: 'Most records.', example: 10 }),
  waitSeconds: z.coerce
    .number()
    .min(0)
    .max(25)
    .default(0)
    .openapi({ description: 'How long to wait for the first record.', example: 20 }),
});

export const TopicRecord = z
  .object({
    topic: topicName,
    partition: z.int(),
    offset: z.int(),
    timestamp: Timestamp,
    key: z.string().optional(),
    value: z.string().openapi({ description: 'The text as stored.' }),
    headers,
  })
  .openapi('TopicRecord', { title: 'Record', description: 'Delivered again until it is acknowledged.' });

export const Acknowledgement = z
  .strictObject({
    partition: z.int().min(0).openapi({ example: 0 }),
    offset: z.int().min(0).openapi({ description: 'Everything up to and including this one is done.', example: 41 }),
  })
  .openapi('Acknowledgement', { title: 'Acknowledgement', description: "Moves a group's place in one partition." });

export const DeadLetterPage = Page;
export const DeadLetterParams = z.object({ id: z.string().min(1).max(300).openapi({ example: '0-17' }) });
export const DeadLetterView = z
  .object({
    id: z.string(),
    topic: z.string(),
    group: z.string(),
    partition: z.int(),
    offset: z.int(),
    key: z.string().optional(),
    value: z.string(),
    headers,
    code: z.string().openapi({ example: 'SFC_RECORD_UNREADABLE' }),
    message: z.string(),
    failedAt: Timestamp,
  })
  .openapi('DeadLetter', { title: 'Dead letter', description: 'A record that could not be processed, and why.' });
export const ReplayView = Receipt;

export function recordText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export function recordView({ topic, partition, offset, timestamp, key, value, headers }: Delivered<string>) {
  return { topic, partition, offset, timestamp: iso(timestamp), key, value, headers: headers ?? {} };
}

export function deadLetterView({ failedAt, ...letter }: StoredDeadLetter) {
  return { ...letter, failedAt: iso(failedAt) };
}
