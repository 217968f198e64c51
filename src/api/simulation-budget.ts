import { setImmediate } from 'node:timers/promises';
import type { HistoryEvent } from '../engine/events.ts';

/** What one simulated flow may take of the server. */
export interface SimulationBudget {
  readonly milliseconds: number;
  /** Of its events, as JSON. */
  readonly characters: number;
}

/**
 * Says after each decision of a simulated flow whether it may go on, and lets everything else on the server have its turn before.
 * The time counts from the call.
 */
export function spend({
  milliseconds,
  characters,
}: SimulationBudget): (events: readonly HistoryEvent[]) => Promise<boolean> {
  const deadline = performance.now() + milliseconds;
  let left = characters;
  return async (events) => {
    left -= JSON.stringify(events).length;
    await setImmediate();
    return left > 0 && performance.now() < deadline;
  };
}
