import type { HistoryEvent } from '../../../src/engine/events.ts';
import type { Flow } from '../../../src/engine/flow.ts';
import type { Violations } from './violations.ts';

const ENDS: Readonly<Record<string, string>> = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
};
const END_TYPES: ReadonlySet<string> = new Set(Object.values(ENDS));
const ANSWERS = /^(Task|LambdaFunction)(Succeeded|Failed|TimedOut)$/;
const BETWEEN = /^(Task|LambdaFunction)(Started|Submitted)$/;

/** What holds for every history, whatever its blueprint. */
export function checkHistory(flow: Flow, events: readonly HistoryEvent[], { add }: Violations): void {
  const complain = (what: string, detail?: unknown) => add(what, flow.id, detail ?? events.map(brief));
  if (!events.every(({ id }, at) => id === at + 1)) complain('a history has gaps or repetitions');
  if (events.length !== flow.eventCount) complain('a history is not as long as its flow says', flow.eventCount);
  if (events[0]?.type !== 'ExecutionStarted') complain('a history does not begin with its start');
  if (events.some(({ time }, at) => time < (events[at - 1]?.time ?? 0))) complain('a history goes back in time');
  if (events.some(({ id, previousEventId }) => previousEventId >= id)) complain('an event points ahead');
  checkEnds(flow, events, complain);
  checkAnswers(flow, events, complain);
  checkWaits(events, complain);
}

type Complain = (what: string, detail?: unknown) => void;

function checkEnds({ status, run }: Flow, events: readonly HistoryEvent[], complain: Complain): void {
  const ends = events.filter(({ type }) => END_TYPES.has(type));
  if (events.at(-1)?.type !== ENDS[status]) complain('a history does not end as its flow', status);
  if (ends.length !== run) complain('a flow ended more or less than once in a run');
  const starts = events.filter(({ type }) => type === 'ExecutionStarted').length;
  if (starts !== 1) complain('a flow began not once');
  if (events.filter(({ type }) => type === 'ExecutionRedriven').length !== run - 1) complain('a retry counts twice');
}

/** Every job is answered once; only what the end of its flow cut off is not answered. A state is left once. */
function checkAnswers({ status }: Flow, events: readonly HistoryEvent[], complain: Complain): void {
  const byId = new Map(events.map((event) => [event.id, event]));
  const answered = new Set<number>();
  const left = new Set<number>();
  for (const event of events) {
    if (/StateExited$/.test(event.type)) {
      if (left.has(event.previousEventId)) complain('a state was left twice', brief(event));
      left.add(event.previousEventId);
    }
    if (!ANSWERS.test(event.type)) continue;
    const job = jobOf(event, byId);
    if (job === undefined) complain('an answer has no job', brief(event));
    else if (answered.has(job.id)) complain('a job was answered twice', brief(event));
    else answered.add(job.id);
  }
  const open = events.find(({ id, type }) => /Scheduled$/.test(type) && !answered.has(id));
  if (status === 'SUCCEEDED' && open !== undefined) complain('a job was never answered', brief(open));
}

function jobOf(answer: HistoryEvent, byId: ReadonlyMap<number, HistoryEvent>): HistoryEvent | undefined {
  let cause = byId.get(answer.previousEventId);
  while (cause !== undefined && BETWEEN.test(cause.type)) cause = byId.get(cause.previousEventId);
  return cause !== undefined && /Scheduled$/.test(cause.type) ? cause : undefined;
}

const SECOND = 1_000;

function checkWaits(events: readonly HistoryEvent[], complain: Complain): void {
  const byId = new Map(events.map((event) => [event.id, event]));
  for (const event of events) {
    if (event.type !== 'WaitStateExited') continue;
    const from = byId.get(event.previousEventId);
    if (from?.type !== 'WaitStateEntered' || event.time - from.time < SECOND)
      complain('a wait was cut short', event.id);
  }
}

function brief({ id, previousEventId, type, state }: HistoryEvent): string {
  return `${id}<${previousEventId} ${type} ${state ?? ''}`;
}
