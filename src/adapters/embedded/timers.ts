import type { DatabaseSync } from 'node:sqlite';
import type { SetTimer } from '../../engine/effects.ts';
import type { FlowId } from '../../engine/ids.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DueTimer, Timers } from '../../ports/timers.ts';
import { createDueHeap, type Due, isBefore } from './due-heap.ts';
import { guarded } from './store-error.ts';
import type { TimerChange, TimerRow } from './timer-procedures.ts';
import type { Writer } from './writer.ts';

export interface TimersParts {
  readonly file: string;
  readonly database: DatabaseSync;
  readonly writer: Writer;
  readonly clock: Clock;
}
export interface EmbeddedTimers extends Timers {
  /** A commit stored these. */
  noteStored(changes: readonly TimerChange[]): void;
}

const MOST_LOADED = 10_000;
const MOST_PER_CALL = 256;
const LONGEST_SLEEP_MS = 2 ** 31 - 1;
const FIRST_BACK_OFF_MS = 50;
const LONGEST_BACK_OFF_MS = 5_000;

/** The table holds all timers, the heap those due before `horizon`; one operating system timer waits for the earliest. */
export function createTimers({ file, database, writer, clock }: TimersParts): EmbeddedTimers {
  const selectAfter = database.prepare(
    'SELECT flow_id, id, due_time, kind, entry, attempt FROM timers ' +
      'WHERE (due_time, flow_id, id) > (?, ?, ?) ORDER BY due_time, flow_id, id LIMIT ?',
  );
  const heap = createDueHeap();
  /** Timers up to this one are in the heap; undefined: all are. */
  let horizon: Due | undefined = { dueTime: -1, flowId: '', id: '' };
  let fire: ((due: readonly DueTimer[]) => Promise<void>) | undefined;
  let alarm: NodeJS.Timeout | undefined;
  let alarmTime = 0;
  let firing: Promise<void> | undefined;
  let failures = 0;
  let fired: [string, string, number][] = [];

  writer.addLazySource(() => {
    if (fired.length === 0) return undefined;
    const collected = fired;
    fired = [];
    return { unit: ['removeFiredTimers', collected], failed: () => fired.push(...collected) };
  });

  function load(): void {
    while (horizon !== undefined && heap.size() === 0) {
      const { dueTime, flowId, id } = horizon;
      const rows = guarded(file, () => selectAfter.all(dueTime, flowId, id, MOST_LOADED)).map(toTimerRow);
      for (const row of rows) heap.set(row);
      horizon = rows.length < MOST_LOADED ? undefined : rows.at(-1);
    }
  }
  function arm(): void {
    if (fire === undefined || firing !== undefined) return;
    load();
    const next = heap.peek();
    // An alarm that rings too early does no harm: it arms the next one.
    if (next === undefined || (alarm !== undefined && alarmTime <= next.dueTime)) return;
    const wait = Math.max(0, next.dueTime - clock.now());
    alarmTime = next.dueTime;
    setAlarm(wait);
  }
  function setAlarm(milliseconds: number): void {
    clearTimeout(alarm);
    alarm = setTimeout(fireDue, Math.min(milliseconds, LONGEST_SLEEP_MS));
  }
  function fireDue(): void {
    alarm = undefined;
    const due: TimerRow[] = [];
    const now = clock.now();
    while (due.length < MOST_PER_CALL) {
      load();
      const next = heap.peek();
      if (next === undefined || next.dueTime > now) break;
      heap.pop();
      due.push(next);
    }
    if (due.length === 0 || fire === undefined) {
      arm();
      return;
    }
    firing = fire(due.map(toDueTimer)).then(
      () => settle(due),
      () => retry(due),
    );
  }
  function settle(due: readonly TimerRow[]): void {
    failures = 0;
    firing = undefined;
    for (const { flowId, id, dueTime } of due) fired.push([flowId, id, dueTime]);
    writer.noteLazyWork();
    arm();
  }
  function retry(due: readonly TimerRow[]): void {
    firing = undefined;
    for (const timer of due) if (!heap.has(timer)) heap.set(timer);
    if (fire === undefined) return;
    const backOff = Math.min(FIRST_BACK_OFF_MS * 2 ** failures, LONGEST_BACK_OFF_MS);
    failures += 1;
    alarmTime = Number.NEGATIVE_INFINITY;
    setAlarm(backOff);
  }
  function noteStored(changes: readonly TimerChange[]): void {
    for (const change of changes) {
      if (change.dueTime === null || !isLoaded(change)) heap.remove(change);
      else heap.set(change);
    }
    arm();
  }
  function isLoaded(timer: TimerRow): boolean {
    return horizon === undefined || !isBefore(horizon, timer);
  }

  return {
    noteStored,
    async set(flowId, timers) {
      const changes = timers.map(({ id, dueTime, kind, entry, attempt }) => {
        return { flowId, id, dueTime, kind, entry, attempt };
      });
      await writer.submit('changeTimers', changes);
      noteStored(changes);
    },
    async cancel(flowId, ids) {
      const changes = ids.map((id) => ({ flowId, id, dueTime: null }));
      await writer.submit('changeTimers', changes);
      noteStored(changes);
    },
    start(call) {
      fire = call;
      arm();
    },
    async stop() {
      fire = undefined;
      clearTimeout(alarm);
      alarm = undefined;
      await firing;
    },
  };
}

function toTimerRow(row: Record<string, unknown>): TimerRow {
  return {
    flowId: String(row['flow_id']),
    id: String(row['id']),
    dueTime: Number(row['due_time']),
    kind: row['kind'] as TimerRow['kind'],
    entry: Number(row['entry']),
    attempt: Number(row['attempt']),
  };
}
function toDueTimer({ flowId, ...rest }: TimerRow): DueTimer {
  const timer: SetTimer = { type: 'SetTimer', ...rest };
  return { flowId: flowId as FlowId, timer };
}
