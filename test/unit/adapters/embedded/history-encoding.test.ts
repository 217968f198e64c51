import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEvents, encodeEvents } from '../../../../src/adapters/embedded/history-encoding.ts';
import type { Json } from '../../../../src/asl/json.ts';
import type { HistoryEvent } from '../../../../src/engine/events.ts';

const field = fc.oneof(fc.string(), fc.constantFrom('input', 'output', '__proto__', 'constructor'));

/** JSON has no -0. */
const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as Json);

/** Events whose payloads are drawn from a small pool, so that most of them are shared. */
const segments = fc.array(json, { minLength: 1, maxLength: 4 }).chain((pool) =>
  fc.array(
    fc.record(
      {
        id: fc.nat(),
        previousEventId: fc.nat(),
        time: fc.nat(),
        type: fc.constant('TaskScheduled' as const),
        state: fc.string(),
        details: fc.array(fc.tuple(field, fc.constantFrom(...pool))).map(Object.fromEntries),
      },
      { requiredKeys: ['id', 'previousEventId', 'time', 'type'] },
    ),
    { maxLength: 6 },
  ),
) as fc.Arbitrary<HistoryEvent[]>;

function event(id: number, details: Record<string, Json>): HistoryEvent {
  return { id, previousEventId: id - 1, type: 'TaskScheduled', time: 1, details };
}

describe('encodeEvents and decodeEvents', () => {
  it('are the identity together', () => {
    fc.assert(
      fc.property(segments, (events) => {
        const decoded = decodeEvents(encodeEvents(events));
        expect(decoded).toEqual(events);
        expect(decoded.map(({ details }) => JSON.stringify(details))).toEqual(
          events.map(({ details }) => JSON.stringify(details)),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('store a shared payload once and share it again', () => {
    const payload = { list: ['x'.repeat(100)] };
    const text = 'y'.repeat(100);
    const encoded = encodeEvents([event(1, { input: payload, a: text }), event(2, { output: payload, b: text })]);
    expect(encoded.split('x'.repeat(100))).toHaveLength(2);
    expect(encoded.split('y'.repeat(100))).toHaveLength(2);
    const [first, second] = decodeEvents(encoded);
    expect(first?.details?.['input']).toBe(second?.details?.['output']);
  });

  it('take equal payloads that are not the same object for two', () => {
    const decoded = decodeEvents(encodeEvents([event(1, { input: { a: 1 } }), event(2, { input: { a: 1 } })]));
    expect(decoded[0]?.details?.['input']).not.toBe(decoded[1]?.details?.['input']);
  });
});
