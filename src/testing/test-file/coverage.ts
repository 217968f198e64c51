import type { CompiledState, Program } from '../../asl/program.ts';
import type { TraceEntry } from '../../engine/trace.ts';
import { allStates } from '../all-states.ts';

/** How much of a blueprint some flows went through. */
export interface Coverage {
  readonly states: CoverageFigure;
  /** Every Next and end, Choice rule and Default, retrier and catcher. */
  readonly transitions: CoverageFigure;
}
export interface CoverageFigure {
  readonly total: number;
  readonly covered: number;
  /** 100 where there is nothing to cover. Rounded down, so that 100 means all. */
  readonly percent: number;
  readonly uncovered: readonly Uncovered[];
}
export interface Uncovered {
  readonly state: string;
  /** As `Ship`, `Ship → Done`, `Ship Catch[0] (States.ALL) → Undo`. */
  readonly name: string;
}

/** Collects what the flows of one blueprint go through. */
export interface CoverageCollector {
  /** A listener for the trace of one flow. */
  readonly listen: () => (entry: TraceEntry) => void;
  readonly coverage: () => Coverage;
}

export function createCoverage(program: Program): CoverageCollector {
  const all = allStates(program);
  const transitions = new Map([...all].flatMap(([name, state]) => transitionsOf(name, state)));
  const seenStates = new Set<string>();
  const seenTransitions = new Set<string>();
  return {
    listen: () => {
      const names = new Map<number, string>();
      const ways = new Map<number, string>();
      return (told) => {
        if (told.type === 'entered') {
          names.set(told.entry, told.state);
          seenStates.add(told.state);
          if (all.get(told.state)?.type === 'Fail') seenTransitions.add(key(told.state, 'next'));
          return;
        }
        const name = names.get(told.entry) ?? '';
        if (told.type === 'retried') seenTransitions.add(key(name, `Retry[${told.retrier}]`));
        else if (told.type === 'chose')
          ways.set(told.entry, told.rule === 'default' ? 'Default' : `Choices[${told.rule}]`);
        else if (told.type === 'caught') ways.set(told.entry, `Catch[${told.catcher}]`);
        else seenTransitions.add(key(name, ways.get(told.entry) ?? 'next'));
      };
    },
    coverage: () => ({
      states: figure(new Map([...all.keys()].map((state) => [state, { state, name: state }])), seenStates),
      transitions: figure(transitions, seenTransitions),
    }),
  };
}

function figure(items: ReadonlyMap<string, Uncovered>, seen: ReadonlySet<string>): CoverageFigure {
  const uncovered = [...items].flatMap(([id, item]) => (seen.has(id) ? [] : [item]));
  const total = items.size;
  const covered = total - uncovered.length;
  return { total, covered, percent: total === 0 ? 100 : Math.floor((covered / total) * 100), uncovered };
}

function key(state: string, way: string): string {
  return JSON.stringify([state, way]);
}

/** Every transition out of a state, by key. */
function transitionsOf(name: string, state: CompiledState): [string, Uncovered][] {
  const to = (way: string, text: string): [string, Uncovered] => [
    key(name, way),
    { state: name, name: `${name} ${text}` },
  ];
  if (state.type === 'Choice') {
    const rules = state.rules.map(({ next }, index) => to(`Choices[${index}]`, `Choices[${index}] → ${next}`));
    return state.defaultNext === undefined ? rules : [...rules, to('Default', `Default → ${state.defaultNext}`)];
  }
  const next = 'next' in state ? state.next : undefined;
  const own = to('next', `→ ${next ?? 'end'}`);
  if (!('retriers' in state)) return [own];
  const retriers = state.retriers.flatMap(({ errors, maxAttempts }, index) =>
    maxAttempts === 0 ? [] : [to(`Retry[${index}]`, `Retry[${index}] (${errors.join(', ')})`)],
  );
  const catchers = state.catchers.map((catcher, index) =>
    to(`Catch[${index}]`, `Catch[${index}] (${catcher.errors.join(', ')}) → ${catcher.next}`),
  );
  return [own, ...retriers, ...catchers];
}
