import type { Machine, State, TaskState } from './blueprint.ts';

/** The Task states of a blueprint, those of branches and iterations among them, in the order of the document. */
export function* tasksOf({ States }: Machine): Generator<TaskState> {
  for (const state of Object.values(States)) {
    if (state.Type === 'Task') yield state;
    for (const inner of machinesOf(state)) yield* tasksOf(inner);
  }
}

/** Whether flows of the blueprint may dispatch jobs, so that a worker is needed. */
export function usesJobs(machine: Machine): boolean {
  return tasksOf(machine).next().done !== true || usesMapJobs(machine);
}

/** Whether a distributed Map reads its items or writes its results. */
function usesMapJobs({ States }: Machine): boolean {
  return Object.values(States).some(
    (state) =>
      (state.Type === 'Map' && (state.ItemReader ?? state.ResultWriter?.Resource) !== undefined) ||
      machinesOf(state).some(usesMapJobs),
  );
}

function machinesOf(state: State): readonly Machine[] {
  if (state.Type === 'Parallel') return state.Branches;
  if (state.Type !== 'Map') return [];
  const machine = state.ItemProcessor ?? state.Iterator;
  return machine === undefined ? [] : [machine];
}
