import type { TimerRow } from './timer-procedures.ts';

/** Orders timers as the table's index does: by due time, then flow, then id. */
export type Due = Pick<TimerRow, 'dueTime' | 'flowId' | 'id'>;

export function isBefore(a: Due, b: Due): boolean {
  if (a.dueTime !== b.dueTime) return a.dueTime < b.dueTime;
  return a.flowId === b.flowId ? a.id < b.id : a.flowId < b.flowId;
}

/** The earliest first. Removal is lazy: a timer that was moved or cancelled stays in the heap as a husk until it surfaces. */
export function createDueHeap() {
  const current = new Map<string, TimerRow>();
  let heap: TimerRow[] = [];

  function swap(a: number, b: number): void {
    [heap[a], heap[b]] = [heap[b] as TimerRow, heap[a] as TimerRow];
  }
  function less(a: number, b: number): boolean {
    return isBefore(heap[a] as TimerRow, heap[b] as TimerRow);
  }
  function push(timer: TimerRow): void {
    let at = heap.push(timer) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!less(at, parent)) return;
      swap(at, parent);
      at = parent;
    }
  }
  function removeTop(): void {
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const right = left + 1;
      let least = at;
      if (left < heap.length && less(left, least)) least = left;
      if (right < heap.length && less(right, least)) least = right;
      if (least === at) return;
      swap(at, least);
      at = least;
    }
  }
  function peek(): TimerRow | undefined {
    for (;;) {
      const [top] = heap;
      if (top === undefined || current.get(keyOf(top)) === top) return top;
      removeTop();
    }
  }

  return {
    set(timer: TimerRow): void {
      current.set(keyOf(timer), timer);
      push(timer);
      if (heap.length > 64 && heap.length > 2 * current.size) heap = [...current.values()].sort(byDue);
    },
    remove(timer: { readonly flowId: string; readonly id: string }): void {
      current.delete(keyOf(timer));
    },
    has: (timer: { readonly flowId: string; readonly id: string }): boolean => current.has(keyOf(timer)),
    peek,
    pop(): TimerRow | undefined {
      const top = peek();
      if (top === undefined) return undefined;
      current.delete(keyOf(top));
      removeTop();
      return top;
    },
    size: () => current.size,
  };
}

function byDue(a: TimerRow, b: TimerRow): number {
  return isBefore(a, b) ? -1 : 1;
}
function keyOf({ flowId, id }: { readonly flowId: string; readonly id: string }): string {
  return `${flowId} ${id}`;
}
