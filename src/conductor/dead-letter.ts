import type { SfcError } from '../errors/sfc-error.ts';
import { type DeadLetter, inputsTopic } from '../messages/topics.ts';
import type { DeliveredInput } from './group-batch.ts';

/** An input that can never be processed, and why. */
export interface Poison {
  readonly delivered: DeliveredInput;
  readonly fault: SfcError;
}

export function deadLetterOf({ delivered, fault }: Poison, group: string, failedAt: number): DeadLetter {
  return {
    topic: delivered.topic,
    group,
    partition: delivered.partition,
    offset: delivered.offset,
    ...(delivered.key === undefined ? {} : { key: delivered.key }),
    value: inputsTopic.encode(delivered.value) ?? 'null',
    headers: delivered.headers ?? {},
    code: fault.code,
    message: `${fault.message} ${fault.hint}`,
    failedAt,
  };
}
