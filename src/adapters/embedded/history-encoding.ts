import { isObject, type Json, setMember } from '../../asl/json.ts';
import type { HistoryEvent, HistoryEventType } from '../../engine/events.ts';

/** [id, previousEventId, type, time, state or 0, details or 0, field → payload number] */
type EncodedEvent = readonly [
  number,
  number,
  HistoryEventType,
  number,
  string | 0,
  Record<string, Json> | 0,
  (readonly [string, number][])?,
];
interface Segment {
  readonly events: readonly EncodedEvent[];
  readonly payloads: readonly Json[];
}

const LONG_STRING = 64;

/** One segment as text. A payload that several events share by reference is stored once. */
export function encodeEvents(events: readonly HistoryEvent[]): string {
  const uses = countUses(events);
  const payloads: Json[] = [];
  const numbers = new Map<Json, number>();
  const number = (payload: Json): number => {
    let known = numbers.get(payload);
    if (known === undefined) {
      known = payloads.push(payload) - 1;
      numbers.set(payload, known);
    }
    return known;
  };
  const encoded = events.map((event): EncodedEvent => {
    const base = [event.id, event.previousEventId, event.type, event.time, event.state ?? 0] as const;
    if (event.details === undefined) return [...base, 0];
    if (uses === undefined) return [...base, event.details];
    const details: Record<string, Json> = {};
    const references: [string, number][] = [];
    for (const [field, value] of Object.entries(event.details)) {
      const isShared = isPayload(value) && (uses.get(value) ?? 0) > 1;
      // The 0 keeps the field's place among the others.
      setMember(details, field, isShared ? 0 : value);
      if (isShared) references.push([field, number(value)]);
    }
    return references.length === 0 ? [...base, details] : [...base, details, references];
  });
  return JSON.stringify({ events: encoded, payloads } satisfies Segment);
}

/** The events of a segment; shared payloads are shared again. */
export function decodeEvents(text: string): HistoryEvent[] {
  const { events, payloads } = JSON.parse(text) as Segment;
  return events.map(([id, previousEventId, type, time, state, details, references]) => {
    if (details !== 0) {
      for (const [field, number] of references ?? []) setMember(details, field, payloads[number] ?? null);
    }
    return {
      id,
      previousEventId,
      type,
      time,
      ...(state === 0 ? {} : { state }),
      ...(details === 0 ? {} : { details }),
    };
  });
}

/** How often each payload occurs, or undefined where none occurs twice. */
function countUses(events: readonly HistoryEvent[]): ReadonlyMap<Json, number> | undefined {
  const uses = new Map<Json, number>();
  let isAnyShared = false;
  for (const { details } of events) {
    if (details === undefined) continue;
    for (const value of Object.values(details)) {
      if (!isPayload(value)) continue;
      const count = (uses.get(value) ?? 0) + 1;
      uses.set(value, count);
      if (count > 1) isAnyShared = true;
    }
  }
  return isAnyShared ? uses : undefined;
}

function isPayload(value: Json): boolean {
  return Array.isArray(value) || isObject(value) || (typeof value === 'string' && value.length > LONG_STRING);
}
