import type { FireTimer } from './inputs.ts';

/**
 * Whether the timer answers what is due at `dueTime`. One that names the time it was set for is believed, whatever the clock
 * says: two conductors whose clocks differ must judge it alike.
 */
export function isDue(timer: FireTimer, dueTime: number | undefined, now: number): boolean {
  if (dueTime === undefined) return false;
  return timer.dueTime === undefined ? dueTime <= now : dueTime === timer.dueTime;
}
