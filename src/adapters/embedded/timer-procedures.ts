import type { DatabaseSync } from 'node:sqlite';
import type { TimerKind } from '../../engine/inputs.ts';

/** Sets the timer, or cancels it where `dueTime` is null. */
export type TimerChange = TimerRow | { readonly flowId: string; readonly id: string; readonly dueTime: null };
export interface TimerRow {
  readonly flowId: string;
  readonly id: string;
  readonly dueTime: number;
  readonly kind: TimerKind;
  readonly entry: number;
  readonly attempt: number;
}

export function timerProcedures(database: DatabaseSync) {
  const set = database.prepare(
    'INSERT INTO timers (flow_id, id, due_time, kind, entry, attempt) VALUES (?, ?, ?, ?, ?, ?) ' +
      'ON CONFLICT (flow_id, id) DO UPDATE SET ' +
      'due_time = excluded.due_time, kind = excluded.kind, entry = excluded.entry, attempt = excluded.attempt',
  );
  const cancel = database.prepare('DELETE FROM timers WHERE flow_id = ? AND id = ?');
  // One that was set again while it fired stays.
  const removeFired = database.prepare('DELETE FROM timers WHERE flow_id = ? AND id = ? AND due_time = ?');

  return {
    changeTimers(changes: readonly TimerChange[]): void {
      for (const change of changes) {
        if (change.dueTime === null) cancel.run(change.flowId, change.id);
        else set.run(change.flowId, change.id, change.dueTime, change.kind, change.entry, change.attempt);
      }
    },
    removeFiredTimers(fired: readonly (readonly [flowId: string, id: string, dueTime: number])[]): void {
      for (const timer of fired) removeFired.run(...timer);
    },
  };
}
