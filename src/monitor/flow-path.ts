import type { HistoryEvent } from '../engine/events.ts';
import type { FlowStatus } from '../engine/flow.ts';

/** One visit of a state, as the history tells it. */
export interface PathEntry {
  readonly state: string;
  /** `Task`, `Choice` … */
  readonly type: string;
  /** The id of the event that entered it. */
  readonly eventId: number;
  /** The `eventId` of the Parallel or Map around it; absent at top level. */
  readonly parent?: number;
  /** Milliseconds since the epoch. */
  readonly enteredAt: number;
  exitedAt?: number;
  status: PathStatus;
  error?: string;
}
/** `CAUGHT`: it failed, and a catcher led on. `RETRYING`: an attempt failed and the next one is to come. */
export type PathStatus = 'RUNNING' | 'RETRYING' | 'SUCCEEDED' | 'CAUGHT' | 'FAILED' | 'ABORTED';

/** The states that a flow went through, in the order in which they were entered. */
export function pathOf(events: readonly HistoryEvent[], flowStatus: FlowStatus): readonly PathEntry[] {
  const entries: PathEntry[] = [];
  const byEvent = new Map<number, PathEntry>();
  /** The visit that an event belongs to. */
  const owner = new Map<number, PathEntry | undefined>();
  const around = (entry: PathEntry | undefined) =>
    entry?.parent === undefined ? undefined : byEvent.get(entry.parent);

  for (const event of events) {
    const before = owner.get(event.previousEventId);
    const entered = /^(\w+)StateEntered$/.exec(event.type);
    if (entered !== null) {
      const entry = enter(event, entered[1] ?? '', before);
      entries.push(entry);
      byEvent.set(event.id, entry);
      owner.set(event.id, entry);
    } else if (event.type.endsWith('StateExited')) {
      const exited = closest(before, event.state, around);
      if (exited !== undefined) exit(exited, event);
      owner.set(event.id, around(exited));
    } else {
      owner.set(event.id, before);
      note(before, event);
    }
  }
  if (flowStatus !== 'RUNNING' && flowStatus !== 'PAUSED') closeAll(entries, flowStatus);
  return entries;
}

function enter(event: HistoryEvent, type: string, before: PathEntry | undefined): PathEntry {
  return {
    state: event.state ?? '',
    type,
    eventId: event.id,
    ...(before === undefined ? {} : { parent: before.eventId }),
    enteredAt: event.time,
    status: 'RUNNING',
  };
}

function exit(entry: PathEntry, event: HistoryEvent): void {
  entry.exitedAt = event.time;
  entry.status = entry.error === undefined ? 'SUCCEEDED' : 'CAUGHT';
}

/** A state that fails at its end has events of its branches before it: the one meant is further out. */
function closest(
  from: PathEntry | undefined,
  state: string | undefined,
  around: (entry: PathEntry) => PathEntry | undefined,
): PathEntry | undefined {
  let entry = from;
  while (entry !== undefined && entry.state !== state) entry = around(entry);
  return entry;
}

const ATTEMPT_BEGINS = /^(Task|LambdaFunction|Activity)Scheduled$|^(Parallel|Map)StateStarted$/;
const ATTEMPT_FAILS = /^(Task|LambdaFunction|Activity|ParallelState|MapState).*(Failed|TimedOut)$/;
const ATTEMPT_SUCCEEDS = /^(Task|LambdaFunction|Activity|ParallelState|MapState)Succeeded$/;

function note(entry: PathEntry | undefined, event: HistoryEvent): void {
  if (entry === undefined) return;
  if (ATTEMPT_BEGINS.test(event.type)) {
    entry.status = 'RUNNING';
    delete entry.error;
  } else if (ATTEMPT_FAILS.test(event.type)) {
    entry.status = 'RETRYING';
    entry.error = String(event.details?.error ?? 'States.TaskFailed');
  } else if (ATTEMPT_SUCCEEDS.test(event.type)) {
    delete entry.error;
  } else if (event.type.endsWith('StateAborted')) {
    entry.status = 'ABORTED';
  }
}

function closeAll(entries: readonly PathEntry[], flowStatus: FlowStatus): void {
  for (const entry of entries) {
    if (entry.exitedAt !== undefined || entry.status === 'ABORTED') continue;
    const isEnd = entry.type === 'Fail' || entry.error !== undefined;
    entry.status = flowStatus === 'FAILED' && isEnd ? 'FAILED' : flowStatus === 'SUCCEEDED' ? 'SUCCEEDED' : 'ABORTED';
  }
}
