import type { Json } from '../asl/json.ts';
import type { DispatchJob } from '../engine/effects.ts';
import type { HistoryEvent } from '../engine/events.ts';
import type { FlowId } from '../engine/ids.ts';
import type { Input } from '../engine/inputs.ts';
import type { Topic } from '../ports/message-bus.ts';

/** One record on `inputs`, keyed by flow id. */
export interface InputRecord {
  readonly flowId: FlowId;
  readonly input: Input;
}

/** One record on a job topic, keyed by token. */
export interface JobRecord {
  readonly flowId: FlowId;
  readonly blueprint: string;
  readonly version: number;
  /** Signed; see `token.ts`. The processor's idempotency key. */
  readonly token: string;
  readonly dispatch: DispatchJob;
}

/** One record on `history`, keyed by flow id. */
export interface HistoryRecord {
  readonly flowId: FlowId;
  readonly revision: number;
  readonly events: readonly HistoryEvent[];
}

/** A record that can never be processed, with what is needed to understand and to replay it. */
export interface DeadLetter {
  readonly topic: string;
  readonly group: string;
  readonly partition: number;
  readonly offset: number;
  readonly key?: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
  /** An SFC_… code, and what to do. */
  readonly code: string;
  readonly message: string;
  /** Milliseconds since the epoch. */
  readonly failedAt: number;
}

const prefix = 'sfc.';

export const inputsTopic: Topic<InputRecord> = jsonTopic(`${prefix}inputs`);
export const historyTopic: Topic<HistoryRecord> = jsonTopic(`${prefix}history`);
export const deadLettersTopic: Topic<DeadLetter> = jsonTopic(`${prefix}dead-letters`);
/** Where services answer async jobs unless the Task names another `ReplyTopic`. */
export const repliesTopic: Topic<string> = userTopic(`${prefix}replies`);

/** The topic of the common workers, or of the blueprint's own. */
export function jobsTopic(blueprint?: string): Topic<JobRecord> {
  return jobsTopicNamed(blueprint === undefined ? `${prefix}jobs` : `${prefix}jobs.${blueprint}`);
}

/** A job topic by its own name, as worker specs hold it. */
export function jobsTopicNamed(name: string): Topic<JobRecord> {
  return jsonTopic(name);
}

/** One task of an activity, as it waits for a worker that asks for it. */
export interface ActivityTask {
  readonly token: string;
  readonly input: Json;
}

/** Where the tasks of an activity wait. */
export function activityTopic(activity: string): Topic<ActivityTask> {
  return jsonTopic(`${prefix}activities.${activity}`);
}

/** A topic of the user's own: values are text, and are not interpreted before they are read. */
export function userTopic(name: string): Topic<string> {
  return { name, encode: (value) => value, decode: (text) => text };
}

/** Where the jobs of one consumer group wait: `TOPIC.GROUP`, or `TOPIC` where no group is named. */
export function transferTopic(topic: string, group: string | undefined): string {
  return group === undefined ? topic : `${topic}.${group}`;
}

function jsonTopic<T>(name: string): Topic<T> {
  return { name, encode: (value) => JSON.stringify(value), decode: (text) => JSON.parse(text) as T };
}
