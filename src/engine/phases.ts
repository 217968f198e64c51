import type { Draft, OpenVisit } from './draft.ts';
import type { Phase } from './flow.ts';
import type { TimerKind } from './inputs.ts';

/** Gives the visit its phase and sets the timers that the phase waits for. */
export function setPhase(draft: Draft, visit: OpenVisit, phase: Phase): void {
  visit.phase = phase;
  switch (phase.type) {
    case 'wait':
    case 'backoff':
      setTimer(draft, visit, phase.type, phase.dueTime);
      break;
    case 'job':
      if (phase.timeoutAt !== undefined) setTimer(draft, visit, 'timeout', phase.timeoutAt);
      if (phase.heartbeatAt !== undefined) setTimer(draft, visit, 'heartbeat', phase.heartbeatAt);
      break;
    case 'join':
      if (phase.timeoutAt !== undefined) setTimer(draft, visit, 'join-timeout', phase.timeoutAt);
      break;
    default:
  }
}

function setTimer(draft: Draft, { entry, attempt }: OpenVisit, kind: TimerKind, dueTime: number): void {
  draft.effects.push({ type: 'SetTimer', id: `${kind}:${entry}.${attempt}`, entry, attempt, kind, dueTime });
}
