import type { HistoryEvent } from '../../../src/engine/events.ts';

/** Answers of a service's own and an operator's pauses: they may come or not, and change nothing that follows. */
const OPTIONAL: ReadonlySet<string> = new Set(['TaskSubmitted', 'ExecutionPaused', 'ExecutionResumed']);

/** The events as names in order. */
export function sequenceOf(events: readonly HistoryEvent[]): string[] {
  return events.filter(({ type }) => !OPTIONAL.has(type)).map(({ type, state }) => `${type} ${state ?? ''}`);
}

/** The events of each state, and of each iteration of it, in order: what does not depend on how branches interleave. */
export function lanesOf(events: readonly HistoryEvent[]): Record<string, string[]> {
  const lanes: Record<string, string[]> = {};
  const laneOf = laneFinder(events);
  for (const event of events) {
    if (OPTIONAL.has(event.type)) continue;
    const lane = laneOf(event);
    lanes[lane] ??= [];
    lanes[lane].push(event.type);
  }
  return Object.fromEntries(Object.entries(lanes).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** How many jobs of each state were scheduled. */
export function scheduledByState(events: readonly HistoryEvent[]): Map<string, number> {
  const byId = new Map(events.map((event) => [event.id, event]));
  const counts = new Map<string, number>();
  for (const event of events) {
    if (!/Scheduled$/.test(event.type)) continue;
    let entered: HistoryEvent | undefined = event;
    while (entered !== undefined && entered.type !== 'TaskStateEntered') entered = byId.get(entered.previousEventId);
    const state = entered?.state ?? '';
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  return counts;
}

interface Lane {
  readonly state: string;
  readonly iteration: string;
}

function laneFinder(events: readonly HistoryEvent[]): (event: HistoryEvent) => string {
  const lanes = new Map<number, Lane>();
  const byId = new Map(events.map((event) => [event.id, event]));
  function laneOf(event: HistoryEvent): Lane {
    const known = lanes.get(event.id);
    if (known !== undefined) return known;
    const lane = findLane(event);
    lanes.set(event.id, lane);
    return lane;
  }
  function findLane(event: HistoryEvent): Lane {
    if (/^(Execution|ParallelState|MapState|MapRun)/.test(event.type))
      return { state: event.state ?? '', iteration: '' };
    if (event.type.startsWith('MapIteration')) {
      return { state: event.state ?? '', iteration: String(event.details?.['index'] ?? '') };
    }
    const previous = byId.get(event.previousEventId);
    const before = previous === undefined || /^MapState|^MapIteration(Succ|Fail|Ab)/.test(previous.type);
    const lane = before || previous === undefined ? { state: '', iteration: '' } : laneOf(previous);
    return { state: event.state ?? lane.state, iteration: lane.iteration };
  }
  return (event) => {
    const { state, iteration } = laneOf(event);
    return `${state}#${iteration}`;
  };
}
