import type { Effect, SetTimer } from '../../../src/engine/effects.ts';
import type { FlowId } from '../../../src/engine/ids.ts';
import type { DueTimer, Timers } from '../../../src/ports/timers.ts';
import type { Random } from './random.ts';
import type { Process, Scheduler } from './scheduler.ts';

/** A durable table of timers that fire late, twice or early, and each at least once at its time or after. */
export interface HostileTimers {
  readonly portOf: (process: Process) => Timers;
  readonly perform: (flowId: FlowId, effects: readonly Effect[]) => void;
  readonly nextDue: () => number | undefined;
  /** Takes one that is due from the table (or leaves it there, to fire again). */
  readonly takeDue: (now: number, isHostile: boolean) => DueTimer | undefined;
  /** One that is not due. */
  readonly peekEarly: () => DueTimer | undefined;
}

export function createHostileTimers(random: Random, schedulerOf: () => Scheduler): HostileTimers {
  const table = new Map<string, DueTimer>();
  const set = (flowId: FlowId, timer: SetTimer) => table.set(`${flowId}/${timer.id}`, { flowId, timer });
  const cancel = (flowId: FlowId, id: string) => table.delete(`${flowId}/${id}`);

  return {
    perform: (flowId, effects) => {
      for (const effect of effects) {
        if (effect.type === 'SetTimer') set(flowId, effect);
        else if (effect.type === 'CancelTimer') cancel(flowId, effect.id);
      }
    },
    portOf: (process) => ({
      set: (flowId, timers) =>
        schedulerOf().call(process, 'timers', (mayGoOn) => {
          for (const timer of timers) {
            set(flowId, timer);
            if (!mayGoOn()) return;
          }
        }),
      cancel: (flowId, ids) =>
        schedulerOf().call(process, 'timers', () => {
          for (const id of ids) cancel(flowId, id);
        }),
      start: () => undefined,
      stop: () => Promise.resolve(),
    }),
    nextDue: () => {
      let next: number | undefined;
      for (const { timer } of table.values()) if (next === undefined || timer.dueTime < next) next = timer.dueTime;
      return next;
    },
    takeDue: (now, isHostile) => {
      for (const [key, due] of table) {
        if (due.timer.dueTime > now) continue;
        if (!isHostile || random.chance(0.7)) table.delete(key);
        return due;
      }
      return undefined;
    },
    peekEarly: () => (table.size > 0 ? random.pick([...table.values()]) : undefined),
  };
}
