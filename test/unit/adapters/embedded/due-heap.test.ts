import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDueHeap, isBefore } from '../../../../src/adapters/embedded/due-heap.ts';
import type { TimerRow } from '../../../../src/adapters/embedded/timer-procedures.ts';

function timer(flowId: string, id: string, dueTime: number): TimerRow {
  return { flowId, id, dueTime, kind: 'wait', entry: 1, attempt: 1 };
}

const change = fc.record({
  flowId: fc.constantFrom('a', 'b', 'c'),
  id: fc.constantFrom('1', '2', '3', '4'),
  dueTime: fc.option(fc.nat({ max: 50 })),
});

describe('createDueHeap', () => {
  it('gives what is set, earliest first, whatever was moved and removed', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 300 }), (changes) => {
        const heap = createDueHeap();
        const model = new Map<string, TimerRow>();
        for (const { flowId, id, dueTime } of changes) {
          if (dueTime === null) {
            heap.remove({ flowId, id });
            model.delete(`${flowId} ${id}`);
          } else {
            heap.set(timer(flowId, id, dueTime));
            model.set(`${flowId} ${id}`, timer(flowId, id, dueTime));
          }
        }
        expect(heap.size()).toBe(model.size);
        const popped: TimerRow[] = [];
        for (let next = heap.pop(); next !== undefined; next = heap.pop()) popped.push(next);
        expect(popped).toEqual([...model.values()].sort((a, b) => (isBefore(a, b) ? -1 : 1)));
      }),
    );
  });
});
