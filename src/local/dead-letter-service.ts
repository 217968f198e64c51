import type { EmbeddedBus } from '../adapters/embedded/message-bus.ts';
import type { DeadLetterService, StoredDeadLetter } from '../api/services.ts';
import type { Json } from '../asl/json.ts';
import { SfcError } from '../errors/sfc-error.ts';
import { type DeadLetter, deadLettersTopic, userTopic } from '../messages/topics.ts';
import type { Delivered, Message, Receipt, Topic } from '../ports/message-bus.ts';
import { isOwnTopic } from './topic-service.ts';

/** The dead letters as they stand in their topic; an id is `PARTITION-OFFSET`. */
export function createDeadLetterService(bus: Pick<EmbeddedBus, 'send' | 'browse'>): DeadLetterService {
  function find(id: string): StoredDeadLetter {
    const record = /^\d+-\d+$/.test(id) ? bus.browse(deadLettersTopic.name, id, 1).items[0] : undefined;
    if (record !== undefined && idOf(record) === id) return letterOf(record);
    throw new SfcError('SFC_UNKNOWN_DEAD_LETTER', `There is no dead letter ${JSON.stringify(id)}.`, {
      details: { id },
    });
  }

  return {
    list: async ({ cursor, limit }) => {
      const { items, nextCursor } = bus.browse(deadLettersTopic.name, cursor, limit);
      return { items: items.map(letterOf), ...(nextCursor === undefined ? {} : { nextCursor }) };
    },
    get: async (id) => find(id),
    replay: async (id) => {
      const [receipt] = await send(bus, find(id));
      return receipt as Receipt;
    },
  };
}

function idOf({ partition, offset }: Delivered<string>): string {
  return `${partition}-${offset}`;
}

function letterOf(record: Delivered<string>): StoredDeadLetter {
  return { ...(JSON.parse(record.value) as DeadLetter), id: idOf(record) };
}

function send(bus: Pick<EmbeddedBus, 'send'>, { topic, key, value, headers }: DeadLetter) {
  const rest = { headers, ...(key === undefined ? {} : { key }) };
  if (!isOwnTopic(topic)) return bus.send(userTopic(topic), [{ ...rest, value }]);
  return bus.send(ownTopic(topic), [{ ...rest, value: JSON.parse(value) as Json } satisfies Message<Json>]);
}

/** Consumers of SFC's own topics see values, not text. */
function ownTopic(name: string): Topic<Json> {
  return { name, encode: (value) => JSON.stringify(value), decode: (text) => JSON.parse(text) as Json };
}
