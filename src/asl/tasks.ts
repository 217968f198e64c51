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
  return tasksOf(machine).next().done !== true;
}

function machinesOf(state: State): readonly Machine[] {
  if (state.Type === 'Parallel') return state.Branches;
  if (state.Type !== 'Map') return [];
  const machine = state.ItemProcessor ?? state.Iterator;
  return machine === undefined ? [] : [machine];
}
