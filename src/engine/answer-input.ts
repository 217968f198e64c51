import type { CompiledTask } from '../asl/program.ts';
import { roleArn } from './context-object.ts';
import type { Draft, OpenVisit } from './draft.ts';
import { beginVisit, openVisit, recordAfter } from './draft.ts';
import { isDue } from './due-timer.ts';
import type { Phase } from './flow.ts';
import type { TokenRef } from './ids.ts';
import type { FireTimer, Input, ReportJobResult } from './inputs.ts';
import { pauseFlow, resumeFlow } from './pause.ts';
import { retryFlow } from './retry-flow.ts';
import { stateOf } from './scope.ts';
import { skipState } from './skip-state.ts';
import { joinTimedOut } from './states/join.ts';
import { startMap } from './states/map.ts';
import { mapJobEnded } from './states/map-jobs.ts';
import { startParallel } from './states/parallel.ts';
import { attemptTask, heartbeatRecorded, taskEnded, taskStarted, taskTimedOut } from './states/task.ts';
import { waitExpired } from './states/wait.ts';
import { stopFlow, timeOutFlow } from './stop-flow.ts';
import { setFlowTimer } from './timers.ts';
import type { Work } from './work.ts';

/** Applies the input; false where nothing that it could answer is open. */
export function answerInput(draft: Draft, input: Input): boolean | Work<boolean> {
  switch (input.type) {
    case 'StartFlow':
      return startFlow(draft);
    case 'ContinueFlow':
      return continueFlow(draft, input.sequence);
    case 'ReportJobStarted':
      return withJob(draft, input, (visit, state) => taskStarted(draft, visit, state, input));
    case 'ReportJobResult':
      return jobEnded(draft, input);
    case 'RecordHeartbeat':
      return withJob(draft, input, (visit) => heartbeatRecorded(draft, visit));
    case 'FireTimer':
      return fireTimer(draft, input);
    case 'StopFlow':
      startFlow(draft);
      return stopFlow(draft, input);
    case 'RetryFlow':
      return retryFlow(draft, input);
    case 'PauseFlow':
      startFlow(draft);
      return pauseFlow(draft, input);
    case 'ResumeFlow':
      return resumeFlow(draft, input, (visit) => expire(draft, visit));
    case 'SkipState':
      return skipState(draft, input);
  }
}

/** False where the flow has begun. A verb may overtake the start of a flow that was accepted; then it begins the flow itself. */
function startFlow(draft: Draft): boolean {
  const { flow, facts, program } = draft;
  if (flow.entryCount > 0 || flow.startedAt !== undefined || flow.endedAt !== undefined) return false;
  flow.startedAt = facts.now;
  recordAfter(draft, 0, 'ExecutionStarted', { input: flow.input, roleArn: roleArn(facts, flow) });
  setFlowTimer(draft);
  const root = { parent: undefined, index: 0, variables: {}, lastEvent: 0, silent: undefined };
  beginVisit(draft, { ...root, state: program.root.startAt, input: flow.input });
  return true;
}

function continueFlow(draft: Draft, sequence: number): boolean {
  if (draft.flow.continuation !== sequence) return false;
  delete draft.flow.continuation;
  for (const { entry, phase } of Object.values(draft.flow.visits)) if (goesOn(phase)) draft.queue.push(entry);
  return true;
}

function goesOn(phase: Phase): boolean {
  return phase.type === 'ready' || (phase.type === 'children' && phase.resumesAfter !== undefined);
}

/** A Task's job, or one that reads a Map's items or writes its results. */
function jobEnded(draft: Draft, input: ReportJobResult): Work<boolean> {
  const visit = openVisit(draft, input.entry);
  if (visit?.phase.type === 'reading' || visit?.phase.type === 'writing') return mapAnswered(draft, visit, input);
  return withJob(draft, input, (job, state) => taskEnded(draft, job, state, input.result));
}

function* mapAnswered(draft: Draft, visit: OpenVisit, { attempt, result }: ReportJobResult): Work<boolean> {
  const state = stateOf(draft, visit);
  if (state.type !== 'Map' || visit.attempt !== attempt) return false;
  yield* mapJobEnded(draft, visit, state, result);
  return true;
}

/** Applies the answer where the token's job is open. */
function* withJob(
  draft: Draft,
  ref: TokenRef,
  apply: (visit: OpenVisit, state: CompiledTask) => Work<void> | void,
): Work<boolean> {
  const visit = openVisit(draft, ref.entry);
  if (visit?.phase.type !== 'job' || visit.attempt !== ref.attempt) return false;
  const work = apply(visit, stateOf(draft, visit) as CompiledTask);
  if (work !== undefined) yield* work;
  return true;
}

function* fireTimer(draft: Draft, timer: FireTimer): Work<boolean> {
  if (timer.kind === 'flow-timeout') return timeOutFlow(draft, timer);
  const visit = openVisit(draft, timer.entry);
  if (visit === undefined || visit.attempt !== timer.attempt) return false;
  const dueTime = dueTimeOf(visit, timer.kind);
  if (dueTime === undefined || !isDue(timer, dueTime, draft.facts.now)) return false;
  if (draft.flow.pausedBy !== undefined) return holdExpiry(visit, timer.kind);
  yield* expire(draft, visit, timer.kind);
  if (timer.kind === 'timeout' || timer.kind === 'heartbeat') yield* expireWith(draft, dueTime);
  return true;
}

/** Jobs whose time was up by then time out in the same decision, before anybody hears of the first: AWS shows them all. */
function* expireWith(draft: Draft, dueTime: number): Work<void> {
  for (const { entry, phase } of Object.values(draft.flow.visits)) {
    if (phase.type !== 'job') continue;
    const isLate = phase.timeoutAt !== undefined && phase.timeoutAt <= dueTime;
    if (!isLate && (phase.heartbeatAt === undefined || phase.heartbeatAt > dueTime)) continue;
    const visit = openVisit(draft, entry);
    if (visit !== undefined) yield* expire(draft, visit, isLate ? 'timeout' : 'heartbeat');
  }
}

function dueTimeOf({ phase }: OpenVisit, kind: FireTimer['kind']): number | undefined {
  if (phase.type === 'job') {
    return kind === 'timeout' ? phase.timeoutAt : kind === 'heartbeat' ? phase.heartbeatAt : undefined;
  }
  if (phase.type === 'join') return kind === 'join-timeout' ? phase.timeoutAt : undefined;
  return (phase.type === 'wait' || phase.type === 'backoff') && phase.type === kind ? phase.dueTime : undefined;
}

/** False where an expiry is held already. */
function holdExpiry(visit: OpenVisit, kind: FireTimer['kind']): boolean {
  const { phase } = visit;
  if ('expired' in phase) return false;
  if (phase.type === 'job' && (kind === 'timeout' || kind === 'heartbeat')) visit.phase = { ...phase, expired: kind };
  else if (phase.type === 'wait' || phase.type === 'backoff' || phase.type === 'join')
    visit.phase = { ...phase, expired: true };
  return true;
}

/** What the visit waited for is over. */
function* expire(draft: Draft, visit: OpenVisit, kind?: FireTimer['kind']): Work<void> {
  const state = stateOf(draft, visit);
  const { phase } = visit;
  if (phase.type === 'wait' && state.type === 'Wait') yield* waitExpired(draft, visit, state);
  else if (phase.type === 'join' && state.type === 'Join') yield* joinTimedOut(draft, visit, state);
  else if (phase.type === 'job' && state.type === 'Task') {
    yield* taskTimedOut(
      draft,
      visit,
      state,
      kind === 'heartbeat' || phase.expired === 'heartbeat' ? 'heartbeat' : 'timeout',
    );
  } else if (phase.type === 'backoff') {
    if (state.type === 'Task') yield* attemptTask(draft, visit, state);
    else if (state.type === 'Parallel') yield* startParallel(draft, visit, state);
    else if (state.type === 'Map') yield* startMap(draft, visit, state);
  }
}
