import type { Draft, OpenVisit } from './draft.ts';
import type { SetTimer } from './effects.ts';
import type { Flow, Phase, Visit } from './flow.ts';
import type { TokenRef } from './ids.ts';
import type { TimerKind } from './inputs.ts';

const NONE: readonly SetTimer[] = [];

/** The timers that the visit waits for, a held expiry's among them. The one place that knows which phase has which. */
export function timersOf(visit: Pick<Visit, 'entry' | 'attempt' | 'phase'>): readonly SetTimer[] {
  const { phase } = visit;
  switch (phase.type) {
    case 'wait':
    case 'backoff':
      return [timer(phase.type, visit, phase.dueTime)];
    case 'job': {
      if (phase.timeoutAt === undefined && phase.heartbeatAt === undefined) return NONE;
      const timers: SetTimer[] = [];
      if (phase.timeoutAt !== undefined) timers.push(timer('timeout', visit, phase.timeoutAt));
      if (phase.heartbeatAt !== undefined) timers.push(timer('heartbeat', visit, phase.heartbeatAt));
      return timers;
    }
    case 'join':
      return phase.timeoutAt === undefined ? NONE : [timer('join-timeout', visit, phase.timeoutAt)];
    default:
      return NONE;
  }
}

/** The timer of the blueprint's TimeoutSeconds for this run. */
export function flowTimerOf(flow: Pick<Flow, 'run' | 'timeoutAt'>): readonly SetTimer[] {
  return flow.timeoutAt === undefined ? NONE : [timer('flow-timeout', { entry: 0, attempt: flow.run }, flow.timeoutAt)];
}

function timer(kind: TimerKind, { entry, attempt }: TokenRef, dueTime: number): SetTimer {
  return { type: 'SetTimer', id: `${kind}:${entry}.${attempt}`, entry, attempt, kind, dueTime };
}

/** Gives the visit its phase and sets the timers that the phase waits for. */
export function setPhase(draft: Draft, visit: OpenVisit, phase: Phase): void {
  visit.phase = phase;
  for (const effect of timersOf(visit)) draft.effects.push(effect);
}

/** AWS ends an express execution after five minutes. */
const EXPRESS_SECONDS = 300;

/** Sets the time at which the run that begins now times out, where the blueprint has TimeoutSeconds or the flow is express. */
export function setFlowTimer(draft: Draft): void {
  const { flow, facts, program } = draft;
  const longest = flow.express === undefined ? undefined : EXPRESS_SECONDS;
  const seconds = Math.min(program.timeoutSeconds ?? Number.POSITIVE_INFINITY, longest ?? Number.POSITIVE_INFINITY);
  if (seconds === Number.POSITIVE_INFINITY) return;
  flow.timeoutAt = facts.now + seconds * 1000;
  draft.effects.push(...flowTimerOf(flow));
}

export function cancelTimers(draft: Draft, timers: readonly SetTimer[]): void {
  for (const { id } of timers) draft.effects.push({ type: 'CancelTimer', id });
}
