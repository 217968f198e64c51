import { deepStrictEqual } from 'node:assert';
import { StateMachine } from 'aws-local-stepfunctions';
import type { Json } from '../../src/asl/json.ts';
import type { AslCase } from './cases.ts';
import { type Batch, cpuOf, median, rounded, sizeOf } from './cpu-time.ts';
import { programOf, runProgram } from './run-program.ts';

/** One definition on both engines. Rates are transitions per second of CPU, every event of the history made and read. */
export interface Comparison {
  readonly definition: string;
  readonly transitionsPerRun: number;
  readonly ours: Figures;
  readonly theirs: Figures;
  /** The median over the rounds of ours ÷ theirs. */
  readonly ratio: number;
}
interface Figures {
  readonly transitionsPerSecond: number;
  readonly eventsPerRun: number;
  readonly microsecondsPerRun: number;
}

interface Run {
  readonly output: Json;
  readonly events: readonly object[];
}

const ROUNDS = 7;
const MILLISECONDS = 80;

/**
 * Both engines take turns, so that what else the machine does hits both; which of them begins changes, too. Both have parsed
 * the definition before, and neither validates it.
 */
export async function compare(aslCase: AslCase): Promise<Comparison> {
  const ours = ourEngine(aslCase);
  const theirs = theirEngine(aslCase);
  const ourRun = await ours();
  const theirRun = await theirs();
  deepStrictEqual(ourRun.output, theirRun.output, `${aslCase.name}: the engines differ`);
  const transitions = ourRun.events.filter(
    (event) => 'type' in event && String(event.type).endsWith('StateEntered'),
  ).length;
  const [ourBatch, theirBatch] = [repeat(ours), repeat(theirs)];
  const ourCount = await sizeOf(ourBatch, MILLISECONDS);
  const theirCount = await sizeOf(theirBatch, MILLISECONDS);
  const ourTimes: number[] = [];
  const theirTimes: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    if (round % 2 === 0) ourTimes.push((await cpuOf(ourBatch, ourCount)) / ourCount);
    theirTimes.push((await cpuOf(theirBatch, theirCount)) / theirCount);
    if (round % 2 === 1) ourTimes.push((await cpuOf(ourBatch, ourCount)) / ourCount);
  }
  return {
    definition: aslCase.name,
    transitionsPerRun: transitions,
    ours: figures(transitions, ourRun, median(ourTimes)),
    theirs: figures(transitions, theirRun, median(theirTimes)),
    ratio: rounded(median(ourTimes.map((time, round) => (theirTimes[round] ?? Number.NaN) / time))),
  };
}

/** Runs both engines so long that what is measured first is as warm as what is measured last. */
export async function warmUp(cases: readonly AslCase[]): Promise<void> {
  for (const aslCase of cases) {
    await sizeOf(repeat(ourEngine(aslCase)), MILLISECONDS);
    await sizeOf(repeat(theirEngine(aslCase)), MILLISECONDS);
  }
}

/** All definitions once, and the ratio's geometric mean and least value. */
export function summary(comparisons: readonly Comparison[]) {
  const sum = (of: (comparison: Comparison) => number) => comparisons.reduce((total, each) => total + of(each), 0);
  const transitions = sum(({ transitionsPerRun }) => transitionsPerRun);
  const rate = (microseconds: number) => Math.round((transitions / microseconds) * 1e6);
  const ours = sum((each) => each.ours.microsecondsPerRun);
  const theirs = sum((each) => each.theirs.microsecondsPerRun);
  return {
    ourTransitionsPerSecond: rate(ours),
    theirTransitionsPerSecond: rate(theirs),
    ratio: rounded(theirs / ours),
    geometricMeanRatio: rounded(Math.exp(sum(({ ratio }) => Math.log(ratio)) / comparisons.length)),
    leastRatio: Math.min(...comparisons.map(({ ratio }) => ratio)),
  };
}

function figures(transitions: number, { events }: Run, microseconds: number): Figures {
  return {
    transitionsPerSecond: Math.round((transitions / microseconds) * 1e6),
    eventsPerRun: events.length,
    microsecondsPerRun: rounded(microseconds),
  };
}

function repeat(run: () => Promise<Run>): Batch {
  return async (count) => {
    for (let i = 0; i < count; i++) await run();
  };
}

function ourEngine({ definition, input, handlers }: AslCase): () => Promise<Run> {
  const program = programOf(definition);
  return async () => {
    const { flow, events } = await runProgram(program, input, handlers);
    return { output: flow.output ?? null, events };
  };
}

/** Its history is a generator: read after the end, which costs least, for then nobody has to be woken for each event. */
function theirEngine({ definition, input, handlers }: AslCase): () => Promise<Run> {
  const machine = new StateMachine(definition as never, { validationOptions: { noValidate: true } });
  const options = { overrides: { taskResourceLocalHandlers: handlers as never } };
  return async () => {
    const execution = machine.run(input as never, options);
    const output = (await execution.result) as Json;
    const events: object[] = [];
    for await (const event of execution.eventLogs) events.push(event);
    return { output, events };
  };
}
