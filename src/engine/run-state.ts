import type { ReadItems } from '../asl/items/read-items.ts';
import type { Json, JsonObject } from '../asl/json.ts';
import type { CompiledMap, CompiledParallel, Program } from '../asl/program.ts';
import type { AslError } from '../asl/result.ts';
import { resultOutcome } from './data-flow.ts';
import type { Facts } from './decision.ts';
import { beginVisit, createDraft, type Draft, type OpenVisit } from './draft.ts';
import type { JobCall } from './effects.ts';
import { failEvaluation, failState } from './failure.ts';
import type { Flow, Visit } from './flow.ts';
import { retriersOf } from './handled.ts';
import { stateOf } from './scope.ts';
import { enterState } from './states/enter.ts';
import { mapJobEnded } from './states/map-jobs.ts';
import { taskEnded } from './states/task.ts';
import { waitExpired } from './states/wait.ts';
import { leave } from './transition.ts';
import { awaited, runWork, type Work } from './work.ts';

/** What a state's work gives: its job's result, or what its branches or iterations give together. */
export type Answer = { readonly output: Json } | { readonly error: AslError };

/** How a state is tested. */
export interface StateRun {
  /** Its first state is the one. */
  readonly program: Program;
  /** Accepted, and not begun. */
  readonly flow: Flow;
  readonly variables: JsonObject;
  /** How often the retrier of its error was used before. */
  readonly retries: number;
  /** With a probe. */
  readonly facts: Facts;
  /** The result of a Task's job. */
  readonly perform: (job: JobCall) => Answer | Promise<Answer>;
  /** What an ItemReader reads; undefined where that is not known. */
  readonly read: (
    job: JobCall,
  ) => { readonly output: ReadItems & JsonObject } | { readonly error: AslError } | undefined;
  /** What branches, or the iterations for so many items, give. */
  readonly children: (itemCount: number) => Answer;
}

/** The flow behind the state (ended, waiting to try again, or at the next state), and the state's own visit as it was left. */
export interface StateEnd {
  readonly flow: Flow;
  readonly visit: Visit;
}

/** Runs the first state of the program and nothing else: no next state, no branch and no iteration is entered. */
export async function runState(run: StateRun): Promise<StateEnd> {
  return runWork(stateWork(run));
}

function* stateWork(run: StateRun): Work<StateEnd> {
  const draft = createDraft(run.program, run.flow, run.facts);
  const visit = beginState(draft, run.variables);
  const state = stateOf(draft, visit);
  visit.retries = retriersOf(state).map(() => run.retries);
  yield* enterState(draft, visit);
  const { phase } = visit;
  if (state.type === 'Wait' && phase.type === 'wait') yield* waitExpired(draft, visit, state);
  else if (state.type === 'Task' && phase.type === 'job')
    yield* taskEnded(draft, visit, state, yield* awaited(Promise.resolve(run.perform(phase.job))));
  else if (state.type === 'Parallel' && phase.type === 'children' && !phase.detached)
    yield* childrenEnded(draft, visit, state, run.children(0));
  else if (state.type === 'Map') yield* answerMap(draft, visit, state, run);
  return { flow: draft.flow, visit };
}

function beginState(draft: Draft, variables: JsonObject): OpenVisit {
  draft.flow.startedAt = draft.facts.now;
  beginVisit(draft, {
    state: draft.program.root.startAt,
    parent: undefined,
    index: 0,
    input: draft.flow.input,
    variables,
    lastEvent: 0,
    silent: undefined,
  });
  return draft.flow.visits[draft.flow.entryCount] as OpenVisit;
}

/** The number of items that nobody knows is 0. */
function* answerMap(draft: Draft, visit: OpenVisit, state: CompiledMap, { read, children }: StateRun): Work<void> {
  if (visit.phase.type === 'reading') {
    const items = read(visit.phase.job);
    if (items === undefined) return yield* childrenEnded(draft, visit, state, children(0));
    yield* mapJobEnded(draft, visit, state, items);
  }
  const phase = visit.phase as Visit['phase'];
  if (phase.type === 'children' && !phase.detached)
    yield* childrenEnded(draft, visit, state, children(phase.items?.length ?? 0));
}

function* childrenEnded(
  draft: Draft,
  visit: OpenVisit,
  state: CompiledParallel | CompiledMap,
  answer: Answer,
): Work<void> {
  if ('error' in answer) return yield* failState(draft, visit, answer.error);
  const outcome = yield* resultOutcome(draft, visit, state, answer.output);
  if (!outcome.ok) return yield* failEvaluation(draft, visit, outcome.error);
  leave(draft, visit, state.type, outcome.value, state.next);
}
