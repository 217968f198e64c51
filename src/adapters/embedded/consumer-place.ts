import type { Delivered } from '../../ports/message-bus.ts';
import type { LogRecord, PartitionLog } from './partition-log.ts';

/** A member of a consumer group in this process. */
export interface Member {
  readonly batchSize: number;
  readonly handle: (batch: readonly LogRecord[]) => Promise<void>;
  /** Called when a batch of this member was acknowledged or given back. */
  readonly released: () => void;
  batches: number;
}

const FIRST_BACK_OFF_MS = 20;
const LONGEST_BACK_OFF_MS = 5_000;

/**
 * Where one group stands in one partition. At most one batch is out at a time, to a member here or, as a lease, to a
 * service outside: that is what keeps the order per key.
 */
export interface Place {
  readonly log: PartitionLog;
  readonly partition: number;
  /** Everything below is acknowledged. */
  next: number;
  isBusy: boolean;
  failures: number;
  backOff: NodeJS.Timeout | undefined;
  lease: { readonly below: number; readonly timer: NodeJS.Timeout } | undefined;
  /** Offsets below were handed out in this or an earlier run: only those can be acknowledged. */
  deliveredBelow: number;
}

export function createPlace(log: PartitionLog, partition: number, next: number): Place {
  return {
    log,
    partition,
    next,
    isBusy: false,
    failures: 0,
    backOff: undefined,
    lease: undefined,
    deliveredBelow: 0,
  };
}

/** Hands the next batch to the member; `acknowledged` and `pump` go on when it is done. */
export function deliver(
  place: Place,
  member: Member,
  onAcknowledged: (place: Place, next: number, batch: readonly LogRecord[]) => void,
  pump: (place: Place) => void,
): void {
  const { records, next } = place.log.read(place.next, member.batchSize);
  if (records.length === 0) {
    place.next = next;
    return;
  }
  place.isBusy = true;
  member.batches += 1;
  member.handle(records).then(
    () => {
      place.failures = 0;
      onAcknowledged(place, next, records);
      release(place, member);
      pump(place);
    },
    () => {
      release(place, member);
      const wait = Math.min(FIRST_BACK_OFF_MS * 2 ** place.failures, LONGEST_BACK_OFF_MS);
      place.failures += 1;
      place.backOff = setTimeout(() => {
        place.backOff = undefined;
        pump(place);
      }, wait);
    },
  );
}

function release(place: Place, member: Member): void {
  place.isBusy = false;
  member.batches -= 1;
  member.released();
}

/** The record as a handler sees it. */
export function toDelivered<T>(record: LogRecord, decode: (text: string) => T): Delivered<T> {
  if (!('isStored' in record)) return record.record as Delivered<T>;
  const { isStored: _, value, ...rest } = record;
  return { ...rest, value: decode(value) };
}

/** The record with its value as text, for services outside. */
export function toText(record: LogRecord): Delivered<string> {
  if ('isStored' in record) return toDelivered(record, (text) => text);
  return { ...record.record, value: record.encode(record.record.value as never) };
}
