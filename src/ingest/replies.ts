import type { Json } from '../asl/json.ts';
import { SfcError } from '../errors/sfc-error.ts';
import { limitedResult } from '../executor/limited-result.ts';
import { correlationKey } from '../messages/correlation-key.ts';
import { TASK_TOKEN_HEADER } from '../messages/headers.ts';
import type { TokenSigner } from '../messages/token.ts';
import { type InputRecord, inputsTopic, userTopic } from '../messages/topics.ts';
import type { Correlations } from '../ports/correlations.ts';
import type { Delivered, Message, MessageBus } from '../ports/message-bus.ts';
import { createConsumerSet } from './consumer-set.ts';
import { isRecordsOwn, type SendDeadLetters, type Undeliverable } from './dead-letters.ts';
import { type ReplyResult, readReply } from './read-reply.ts';
import { readValue } from './read-value.ts';
import { placeOf, recordEnvironment } from './record-environment.ts';
import { compileText, type RecordExpression } from './record-expressions.ts';
import type { ReplyTopic } from './reply-topics.ts';

export interface RepliesParts {
  readonly bus: MessageBus;
  readonly tokens: TokenSigner;
  readonly correlations: Correlations;
  readonly sendDeadLetters: SendDeadLetters;
  /** Largest output, in bytes of UTF-8 JSON. */
  readonly payloadBytes: number;
  /** Hears of expressions that cannot be used, and of faults for which a batch is delivered again. */
  readonly onFault?: (fault: unknown, topic: string) => void;
}

/** The consumers of the topics on which services answer. */
export interface Replies {
  /** Makes the running consumers those of exactly these topics; the same call again changes nothing. */
  apply(topics: readonly ReplyTopic[]): Promise<void>;
  stop(): Promise<void>;
  /** Records so far, by what became of them. A record that is delivered again counts again. */
  counts(): ReplyCounts;
}
export interface ReplyCounts {
  /** Handed to the conductor, which drops those whose job is not open any more. */
  readonly reported: number;
  /** Wait for the request that they answer. */
  readonly waiting: number;
  readonly deadLetters: number;
}

const REPLY_GROUP = 'sfc.replies';

const BATCH_SIZE = 64;

interface Expression {
  readonly text: string;
  readonly expression: RecordExpression;
}

interface Answers {
  readonly topic: string;
  readonly expressions: readonly Expression[];
}

export function createReplies(parts: RepliesParts): Replies {
  const counts = { reported: 0, waiting: 0, deadLetters: 0 };

  async function handle(batch: readonly Delivered<string>[], expressions: readonly Expression[]): Promise<void> {
    const messages: Message<InputRecord>[] = [];
    const undeliverable: Undeliverable[] = [];
    for (const record of batch) {
      try {
        const message = await reportOf(parts, record, expressions);
        if (message === undefined) counts.waiting++;
        else messages.push(message);
      } catch (fault) {
        if (isRecordsOwn(fault)) undeliverable.push({ record, fault });
        else {
          parts.onFault?.(fault, record.topic);
          throw fault;
        }
      }
    }
    if (messages.length > 0) await parts.bus.send(inputsTopic, messages);
    await parts.sendDeadLetters(undeliverable, REPLY_GROUP);
    counts.reported += messages.length;
    counts.deadLetters += undeliverable.length;
  }

  const consumers = createConsumerSet<Answers>(({ topic }, current) =>
    parts.bus.subscribe({
      topic: userTopic(topic),
      group: REPLY_GROUP,
      batchSize: BATCH_SIZE,
      handle: (batch) => handle(batch, current().expressions),
    }),
  );

  function apply(topics: readonly ReplyTopic[]): Promise<void> {
    return consumers.apply(
      new Map(
        topics.map(({ topic, expressions }) => [topic, { topic, expressions: compile(parts, topic, expressions) }]),
      ),
    );
  }
  return { apply, stop: () => apply([]), counts: () => ({ ...counts }) };
}

function compile(parts: RepliesParts, topic: string, expressions: readonly string[]): readonly Expression[] {
  return expressions.flatMap((text) => {
    const compiled = compileText(text, undefined, 'Correlation/Reply');
    if (compiled.ok) return [{ text, expression: compiled.value }];
    parts.onFault?.(new SfcError('SFC_INVALID_BLUEPRINT', compiled.error.cause ?? text), topic);
    return [];
  });
}

/** The input that the reply is, or undefined where it waits for its request. */
async function reportOf(
  parts: RepliesParts,
  record: Delivered<string>,
  expressions: readonly Expression[],
): Promise<Message<InputRecord> | undefined> {
  const result = limitedResult(readReply(record), record.topic, parts.payloadBytes);
  const token =
    record.headers?.[TASK_TOKEN_HEADER] ?? (await correlate(parts.correlations, record, result, expressions));
  if (token === undefined) return undefined;
  const { flowId, entry, attempt } = parts.tokens.read(token);
  return { key: flowId, value: { flowId, input: { type: 'ReportJobResult', entry, attempt, result } } };
}

/** The token of the request that has the reply's correlation value; undefined where none has it yet. */
async function correlate(
  correlations: Correlations,
  record: Delivered<string>,
  result: ReplyResult,
  expressions: readonly Expression[],
): Promise<string | undefined> {
  const keys = await correlationKeys(record, expressions);
  if (keys.length === 0) throw uncorrelated(expressions);
  for (const key of keys) {
    const met = await correlations.reply(record.topic, key, `${placeOf(record)} ${key}`, result as Json);
    if (met !== undefined) return met.token;
  }
  return undefined;
}

/** Expressions see the value as `$reply`, and as their input; those that find nothing in it are not about this reply. */
async function correlationKeys(record: Delivered<string>, expressions: readonly Expression[]): Promise<string[]> {
  if (expressions.length === 0) return [];
  const reply = readValue(record.value);
  const env = recordEnvironment(record, reply, { reply });
  const keys: string[] = [];
  for (const { text, expression } of expressions) {
    const value = await expression.evaluate(env);
    if (value.ok) keys.push(correlationKey(text, value.value));
  }
  return keys;
}

function uncorrelated(expressions: readonly Expression[]): SfcError {
  const reason =
    expressions.length === 0
      ? 'no task that answers on this topic has a Correlation'
      : `none of the topic's correlations finds a value in it (${expressions.map(({ text }) => text).join(', ')})`;
  return new SfcError('SFC_RECORD_UNREADABLE', `The reply has no header ${TASK_TOKEN_HEADER}, and ${reason}.`);
}
