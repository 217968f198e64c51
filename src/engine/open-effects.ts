import type { DispatchJob, Effect, SetTimer } from './effects.ts';
import type { Flow, Visit } from './flow.ts';
import type { TimerKind } from './inputs.ts';

/**
 * Every effect that the flow's open work needs, with the ids it had when it was asked for: performing them again after a crash
 * loses nothing. A job that was handed over (a message sent, a callback asked for) is waited for, not sent again. A flow that was accepted and has not begun needs `StartFlow` instead.
 */
export function openEffects(flow: Flow): Effect[] {
  if (flow.endedAt !== undefined) return [];
  const effects: Effect[] = [];
  if (flow.timeoutAt !== undefined)
    effects.push(timer('flow-timeout', { entry: 0, attempt: flow.run }, flow.timeoutAt));
  for (const visit of Object.values(flow.visits)) effects.push(...effectsOf(visit));
  if (flow.continuation !== undefined) {
    effects.push({ type: 'ContinueLater', id: `continue:${flow.continuation}`, sequence: flow.continuation });
  }
  return effects;
}

function effectsOf(visit: Visit): Effect[] {
  const { phase } = visit;
  const effects: Effect[] = phase.type === 'job' && !phase.started ? [dispatch(visit, phase.job)] : [];
  return 'expired' in phase ? effects : [...effects, ...timersOf(visit)];
}

/** An expiry that is held waits for nothing but the flow to be resumed. */
function timersOf(visit: Visit): SetTimer[] {
  const { phase } = visit;
  switch (phase.type) {
    case 'job':
      return [
        ...(phase.timeoutAt === undefined ? [] : [timer('timeout', visit, phase.timeoutAt)]),
        ...(phase.heartbeatAt === undefined ? [] : [timer('heartbeat', visit, phase.heartbeatAt)]),
      ];
    case 'wait':
    case 'backoff':
      return [timer(phase.type, visit, phase.dueTime)];
    case 'join':
      return phase.timeoutAt === undefined ? [] : [timer('join-timeout', visit, phase.timeoutAt)];
    default:
      return [];
  }
}

function dispatch({ entry, attempt, state }: Visit, job: DispatchJob['job']): DispatchJob {
  return { type: 'DispatchJob', id: `job:${entry}.${attempt}`, entry, attempt, state, job };
}

function timer(kind: TimerKind, { entry, attempt }: { entry: number; attempt: number }, dueTime: number): SetTimer {
  return { type: 'SetTimer', id: `${kind}:${entry}.${attempt}`, entry, attempt, kind, dueTime };
}
