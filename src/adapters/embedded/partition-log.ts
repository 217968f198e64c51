import type { Delivered } from '../../ports/message-bus.ts';

/** A record of this process's memory: its value is the sender's, not decoded from text. */
export interface Entry {
  readonly record: Delivered<unknown>;
  readonly isDurable: boolean;
  /** Characters of the stored text; what durable entries cost in memory. */
  readonly size: number;
  readonly encode: (value: never) => string;
  state: 'pending' | 'ready' | 'dropped';
}

/** Stored records of the partition with `from` <= offset < `below`, in order. */
export type ReadStored = (from: number, below: number, limit: number) => readonly StoredRecord[];
export interface StoredRecord extends Delivered<string> {
  readonly isStored: true;
}
export type LogRecord = Entry | StoredRecord;

export interface LogLimits {
  /** Most durable records that stay in memory, and most characters of them. The table has them all. */
  readonly records: number;
  readonly characters: number;
}

/**
 * One partition: the newest records in memory, without gaps from `base` to `next`; older durable ones in the table, older
 * ones that are not durable in `kept`. Records become visible in order, a durable one when it is committed.
 */
export function createPartitionLog(next: number, readStored: ReadStored, limits: LogLimits) {
  let entries: Entry[] = [];
  let head = 0;
  let base = next;
  let visible = next;
  let size = 0;
  let kept: Entry[] = [];
  /** The table may hold records below this offset. */
  let storedBelow = next;

  function append(entry: Entry): void {
    entries.push(entry);
    size += entry.size;
    next += 1;
  }
  function settle(): boolean {
    const before = visible;
    while (visible < next && entries[visible - base + head]?.state !== 'pending') visible += 1;
    evict();
    return visible > before;
  }
  function removeFirst(): Entry | undefined {
    const entry = entries[head];
    if (entry === undefined) return undefined;
    head += 1;
    base += 1;
    size -= entry.size;
    if (entry.isDurable) storedBelow = base;
    if (head > 1024 && head * 2 > entries.length) {
      entries = entries.slice(head);
      head = 0;
    }
    return entry;
  }
  function evict(): void {
    while (base < visible && (size > limits.characters || entries.length - head > limits.records)) {
      const entry = removeFirst();
      if (entry?.state === 'ready' && !entry.isDurable) kept.push(entry);
    }
  }
  /** Every group has passed what lies below. */
  function trim(offset: number): void {
    while (base < Math.min(offset, visible)) removeFirst();
    if (kept.length > 0) kept = kept.filter(({ record }) => record.offset >= offset);
  }
  function readOlder(from: number, limit: number): LogRecord[] {
    const stored = from < storedBelow ? readStored(from, Math.min(base, storedBelow), limit) : [];
    const inMemory = kept.filter(({ record }) => record.offset >= from).slice(0, limit);
    if (inMemory.length === 0) return [...stored];
    return [...stored, ...inMemory].sort((a, b) => offsetOf(a) - offsetOf(b)).slice(0, limit);
  }
  /** Visible records from an offset on, and the offset after them. */
  function read(from: number, limit: number): { readonly records: readonly LogRecord[]; readonly next: number } {
    if (from < base) {
      const records = readOlder(from, limit);
      const last = records.at(-1);
      if (last !== undefined) return { records, next: offsetOf(last) + 1 };
      return read(base, limit);
    }
    const records: Entry[] = [];
    let at = from;
    for (; at < visible && records.length < limit; at += 1) {
      const entry = entries[at - base + head];
      if (entry?.state === 'ready') records.push(entry);
    }
    return { records, next: at };
  }

  return {
    append,
    settle,
    trim,
    read,
    next: () => next,
    base: () => base,
    /** Records in memory from an offset on. */
    countAfter: (from: number) =>
      next - Math.max(from, base) + kept.filter(({ record }) => record.offset >= from).length,
    visible: () => visible,
    hasAfter: (from: number) => from < visible,
  };
}
export type PartitionLog = ReturnType<typeof createPartitionLog>;

export function offsetOf(record: LogRecord): number {
  return 'isStored' in record ? record.offset : record.record.offset;
}
