import type { CompiledMachine, CompiledState, Program } from '../asl/program.ts';

/** Every state of a blueprint, those of branches and item processors included, in document order. Names are unique. */
export function allStates(program: Program): ReadonlyMap<string, CompiledState> {
  const states = new Map<string, CompiledState>();
  const collect = (machine: CompiledMachine) => {
    for (const [name, state] of machine.states) {
      states.set(name, state);
      for (const inner of machinesOf(state)) collect(inner);
    }
  };
  collect(program.root);
  return states;
}

/** The branches of a Parallel, the item processor of a Map; none for other states. */
export function machinesOf(state: CompiledState): readonly CompiledMachine[] {
  if (state.type === 'Parallel') return state.branches;
  return state.type === 'Map' ? [state.processor] : [];
}
