import type { TraceEntry } from '../../engine/trace.ts';

/** A state that a flow entered; a Parallel or Map with the paths of its branches or iterations, by index. */
export interface PathState {
  readonly state: string;
  readonly inside?: readonly Path[];
}
/** The states of one scope (the flow, a branch, an iteration) in the order in which they were entered. */
export type Path = readonly PathState[];

/** The path of the trace's flow. Where a Parallel or Map was retried, each branch's second way follows its first. */
export function pathTree(trace: readonly TraceEntry[]): Path {
  const root: GrowingState[] = [];
  const entered = new Map<number, GrowingState>();
  for (const told of trace) {
    if (told.type !== 'entered') continue;
    const state: GrowingState = { state: told.state };
    entered.set(told.entry, state);
    const around = told.parent === undefined ? undefined : entered.get(told.parent);
    if (around === undefined) root.push(state);
    else scopeOf(around, told.index).push(state);
  }
  return root;
}

interface GrowingState {
  readonly state: string;
  inside?: GrowingState[][];
}

function scopeOf(around: GrowingState, index: number): GrowingState[] {
  around.inside ??= [];
  while (around.inside.length <= index) around.inside.push([]);
  return around.inside[index] as GrowingState[];
}
