import { dispatchOf } from './dispatch.ts';
import type { Effect } from './effects.ts';
import type { Flow, Visit } from './flow.ts';
import { flowTimerOf, timersOf } from './timers.ts';

/**
 * Every effect that the flow's open work needs, with the ids it had when it was asked for: performing them again after a crash
 * loses nothing. A job that was handed over (a message sent, a callback asked for) is waited for, not sent again. A flow that was
 * accepted and has not begun needs `StartFlow` instead.
 */
export function openEffects(flow: Flow): Effect[] {
  if (flow.endedAt !== undefined) return [];
  const effects: Effect[] = [...flowTimerOf(flow)];
  for (const visit of Object.values(flow.visits)) effects.push(...effectsOf(visit));
  if (flow.continuation !== undefined) {
    effects.push({ type: 'ContinueLater', id: `continue:${flow.continuation}`, sequence: flow.continuation });
  }
  return effects;
}

/** An expiry that is held waits for nothing but the flow to be resumed. */
function effectsOf(visit: Visit): Effect[] {
  const { phase } = visit;
  const dispatch = phase.type === 'job' && phase.started ? undefined : dispatchOf(visit);
  const effects: Effect[] = dispatch === undefined ? [] : [dispatch];
  return 'expired' in phase ? effects : [...effects, ...timersOf(visit)];
}
