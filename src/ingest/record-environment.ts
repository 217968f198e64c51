import type { Environment } from '../asl/environment.ts';
import { type Json, type JsonObject, setMember } from '../asl/json.ts';
import { createRandom } from '../engine/random.ts';
import type { Delivered } from '../ports/message-bus.ts';

/** The place of a record: unique for ever within one bus. */
export function placeOf({ topic, partition, offset }: Delivered<unknown>): string {
  return `${topic}-${partition}-${offset}`;
}

/** What trigger fields see as their input. */
export function recordDocument(record: Delivered<string>, value: Json): JsonObject {
  const { key = null, headers = {}, topic, partition, offset, timestamp } = record;
  return { key, value, headers: headersOf(headers), topic, partition, offset, timestamp };
}

function headersOf(headers: Readonly<Record<string, string>>): JsonObject {
  const copy: Record<string, Json> = {};
  for (const [name, value] of Object.entries(headers)) setMember(copy, name, value);
  return copy;
}

/** Time and chance follow from the record, so that a record that is delivered again gives the same flow name and input. */
export function recordEnvironment(record: Delivered<string>, input: Json, variables: JsonObject = {}): Environment {
  return {
    input,
    context: () => ({}),
    variable: (name) => (Object.hasOwn(variables, name) ? variables[name] : undefined),
    now: record.timestamp,
    random: createRandom(placeOf(record)),
  };
}
