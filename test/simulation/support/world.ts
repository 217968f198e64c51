import { type Conductor, createConductor } from '../../../src/conductor/conductor.ts';
import type { Decide } from '../../../src/conductor/decide-flow.ts';
import type { Protocol } from '../../../src/conductor/outbox.ts';
import type { DispatchJob, Effect } from '../../../src/engine/effects.ts';
import type { HistoryEvent } from '../../../src/engine/events.ts';
import type { Flow } from '../../../src/engine/flow.ts';
import type { FlowId } from '../../../src/engine/ids.ts';
import type { Input } from '../../../src/engine/inputs.ts';
import type { InputRecord } from '../../../src/messages/topics.ts';
import type { Delivered } from '../../../src/ports/message-bus.ts';
import type { DueTimer } from '../../../src/ports/timers.ts';
import { type Assignment, createHostileBus, type HostileBus } from './hostile-bus.ts';
import { createHostileStore, type HostileStore } from './hostile-store.ts';
import { createHostileTimers } from './hostile-timers.ts';
import type { Random } from './random.ts';
import { createScheduler, microtasksDone, type Process, type Scheduler, type Weather } from './scheduler.ts';

/** What a run executes: an engine and the flows of one seed. */
export interface Play<Program> {
  readonly decide: Decide<Program>;
  readonly openEffects: (flow: Flow) => readonly Effect[];
  readonly programOf: (blueprint: string) => Program;
  readonly flows: readonly Flow[];
  /** Verbs that arrive at some time, each for the run that the operator sees then. */
  readonly interruptions: readonly { readonly flowId: FlowId; readonly verb: (run: number) => Input }[];
  /** What one performance of a job sends; two performances of one job may differ. */
  readonly perform: (dispatch: DispatchJob, random: Random) => readonly Input[];
  /** What an event answers (a job's attempt, say): each is answered once in a history. Undefined: nothing. */
  readonly answered: (event: HistoryEvent, history: readonly HistoryEvent[]) => string | undefined;
}

export interface WorldSettings {
  /** `distributed`: several conductors, a store that keeps the outbox, partitions that grow. `embedded`: one of each, jobs in memory. */
  readonly kind: 'distributed' | 'embedded';
  readonly protocol: Protocol;
  readonly checksRevision: boolean;
  readonly hostileSteps: number;
  readonly maxSteps: number;
  /** Hears what happens, line by line. */
  readonly trace?: (line: string) => void;
}

export interface World<Program> {
  readonly play: Play<Program>;
  readonly kind: WorldSettings['kind'];
  readonly store: HostileStore;
  readonly bus: HostileBus;
  readonly scheduler: Scheduler;
  /** Steps taken; undefined where the run did not come to rest. */
  readonly steps: number | undefined;
}

interface Node {
  readonly process: Process;
  readonly conductor: Conductor;
  readonly fire: ((due: readonly DueTimer[]) => Promise<void>) | undefined;
}

const CALM: Weather = { refused: 0, lost: 0, crash: 0 };
const LIMITS = { eventsPerDecision: 8, eventsPerFlow: 25_000, payloadBytes: 262_144 };

/** Plays until nothing is left to do: first in bad weather, then in fair. */
export async function runWorld<Program>(
  play: Play<Program>,
  random: Random,
  settings: WorldSettings,
): Promise<World<Program>> {
  const isEmbedded = settings.kind === 'embedded';
  const trace = settings.trace ?? (() => undefined);
  const weather: Weather = {
    refused: random.pick([0, 0.01, 0.04]),
    lost: random.pick([0, 0.02, 0.06]),
    crash: random.pick([0, 0.01, 0.04, 0.08]),
  };
  const restlessness = random.pick([0, 0.01, 0.05, 0.1]);
  const scheduler: Scheduler = createScheduler(random, weather, {
    canLose: (call) => !isEmbedded || call !== 'commit',
    onCrash: crash,
    outlivesNow: (call) => !isEmbedded || call === 'commit',
    outlivesLater: !isEmbedded,
  });
  const timers = createHostileTimers(random, () => scheduler);
  const store = createHostileStore(scheduler, timers, {
    trace,
    keepsOutbox: !isEmbedded,
    checksRevision: settings.checksRevision,
  });
  const bus = createHostileBus(random, () => scheduler, random.between(1, 3));
  const nodes: Node[] = [];
  let assignments: Assignment[] = [];
  let now = 1_000_000;
  let born = 0;
  let resumes = 0;
  let isHostile = true;
  const toStart = [...play.flows];
  const toInterrupt = [...play.interruptions];

  for (const flow of play.flows) store.create(flow);
  while (nodes.length < (isEmbedded ? 1 : 3)) nodes.push(spawn());
  assignAll();

  function spawn(): Node {
    const process: Process = { name: `c${++born}`, clockSkew: isEmbedded ? 0 : random.between(-30, 30), isAlive: true };
    let fire: Node['fire'];
    const conductor = createConductor<Program>({
      flowStore: store.portOf(process),
      bus: bus.portOf(process),
      timers: {
        ...timers.portOf(process),
        start: (given) => {
          fire = given;
        },
      },
      tokens: { sign: (flowId, { entry, attempt }) => `${flowId}.${entry}.${attempt}`, read: () => unread() },
      programs: { get: play.programOf },
      decide: play.decide,
      openEffects: play.openEffects,
      clock: { now: () => now + process.clockSkew },
      ids: { unique: () => process.name },
      limits: LIMITS,
      protocol: settings.protocol,
      maxWarmFlows: 2,
      defer: queueMicrotask,
      pause: () => Promise.resolve(),
      recovery: { pageSize: 2 },
    });
    if (isEmbedded) conductor.start().catch(() => undefined);
    return {
      process,
      conductor,
      get fire() {
        return fire;
      },
    };
  }

  function crash(process: Process): void {
    trace(`${process.name} dies`);
    process.isAlive = false;
    const index = nodes.findIndex((node) => node.process === process);
    if (isEmbedded) bus.loseMemory();
    nodes[index] = spawn();
    assignments = assignments.filter((assignment) => assignment.process !== process);
    assignAll();
  }

  /** Gives every partition without an owner to somebody, from the group's place on. */
  function assignAll(): void {
    bus.partitions.forEach(({ acknowledged }, partition) => {
      if (assignments.some((each) => each.partition === partition && each.zombieBatches === undefined)) return;
      assignments.push({
        partition,
        process: random.pick(nodes).process,
        position: acknowledged,
        isBusy: false,
        zombieBatches: undefined,
      });
    });
  }

  function rebalance(): void {
    const owner = random.pick(assignments);
    if (owner.zombieBatches !== undefined) return;
    owner.zombieBatches = random.between(0, 3);
    trace(`${owner.process.name} loses partition ${owner.partition}, and does not know`);
    assignAll();
  }

  function deliver(assignment: Assignment): void {
    const batch = bus.next(assignment, random.between(1, 6));
    const node = nodes.find(({ process }) => process === assignment.process);
    const last = batch.at(-1);
    trace(`${assignment.process.name} is given ${batch.map(describeRecord).join(', ')}`);
    if (!node || !last) {
      assignment.position = bus.partitions[assignment.partition]?.records.length ?? 0;
      return;
    }
    assignment.isBusy = true;
    const isDone = () => {
      assignment.isBusy = false;
      if (assignment.zombieBatches !== undefined && --assignment.zombieBatches < 0) retire(assignment);
    };
    node.conductor.handle(batch).then(
      () => {
        assignment.position = last.offset + 1;
        trace(`${assignment.process.name} is done up to ${assignment.partition}/${last.offset}`);
        const acknowledge = () => bus.acknowledge(assignment, last.offset + 1);
        return scheduler.call(assignment.process, 'ack', acknowledge).then(isDone, isDone);
      },
      () => {
        if (random.chance(0.5)) assignment.position = Math.min(assignment.position, placeOf(assignment));
        isDone();
      },
    );
  }

  function placeOf({ partition }: Assignment): number {
    return bus.partitions[partition]?.acknowledged ?? 0;
  }

  function retire(assignment: Assignment): void {
    assignments = assignments.filter((each) => each !== assignment);
  }

  function performJob(): void {
    const index = random.between(0, bus.jobs.length - 1);
    const job = bus.jobs[index];
    if (!job) return;
    if (!isHostile || random.chance(0.8)) bus.jobs.splice(index, 1);
    for (const input of play.perform(job.dispatch, random)) {
      bus.append({ flowId: job.flowId, input }, !isEmbedded);
      if (isHostile && random.chance(0.1)) bus.append({ flowId: job.flowId, input }, !isEmbedded);
    }
  }

  function fire(due: DueTimer): void {
    const { flowId, timer } = due;
    const { kind, entry, attempt, dueTime } = timer;
    if (!isEmbedded) bus.append({ flowId, input: { type: 'FireTimer', kind, entry, attempt, dueTime } });
    else nodes[0]?.fire?.([due]).catch(() => timers.perform(flowId, [timer]));
  }

  function fireDue(): void {
    const due = timers.takeDue(now, isHostile);
    if (due) fire(due);
  }

  function start(): void {
    const flow = toStart.at(-1);
    if (!flow) return;
    if (!isHostile || random.chance(0.8)) toStart.pop();
    bus.append({ flowId: flow.id, input: { type: 'StartFlow' } }, !isEmbedded);
  }

  function interrupt(): void {
    const index = random.between(0, toInterrupt.length - 1);
    const [interruption] = toInterrupt.splice(index, 1);
    if (!interruption) return;
    const { flowId, verb } = interruption;
    bus.append({ flowId, input: verb(store.items.get(flowId)?.flow.run ?? 1) });
  }

  /** Nobody leaves a flow paused for ever. */
  function resumePaused(): boolean {
    const paused = [...store.items.values()].filter(({ flow }) => flow.status === 'PAUSED');
    for (const { flow } of paused) {
      const input: Input = { type: 'ResumeFlow', operationId: `last-resume-${resumes++}`, run: flow.run };
      bus.append({ flowId: flow.id, input });
    }
    return paused.length > 0;
  }

  function disturb(): void {
    if (!random.chance(restlessness)) return;
    const early = random.chance(0.3) ? timers.peekEarly() : undefined;
    if (early) fire(early);
    if (isEmbedded) return;
    if (random.chance(0.7)) rebalance();
    else if (bus.partitions.length < 6) {
      bus.addPartition();
      assignAll();
    }
  }

  function clearUp(): void {
    isHostile = false;
    Object.assign(weather, CALM);
    for (const zombie of assignments) if (zombie.zombieBatches !== undefined) zombie.zombieBatches = 0;
  }

  const hasRecords = ({ partition, position, isBusy }: Assignment) =>
    !isBusy && position < (bus.partitions[partition]?.records.length ?? 0);

  /** One thing that could happen next, happens. False where nothing can. */
  function step(): boolean {
    const ready = assignments.filter(hasRecords);
    const isDue = (timers.nextDue() ?? Number.POSITIVE_INFINITY) <= now;
    const options: [weight: number, run: () => void][] = [
      [scheduler.pendingCount(), scheduler.runOne],
      [ready.length, () => deliver(random.pick(ready))],
      [bus.jobs.length, performJob],
      [isDue ? 1 : 0, fireDue],
      [toStart.length, start],
      [toInterrupt.length > 0 ? 0.05 : 0, interrupt],
    ];
    let total = 0;
    for (const [weight] of options) total += weight;
    if (total === 0) {
      const next = timers.nextDue();
      if (next === undefined) return resumePaused();
      now = next;
      return true;
    }
    let drawn = random.next() * total;
    for (const [weight, run] of options) {
      drawn -= weight;
      if (drawn >= 0) continue;
      run();
      break;
    }
    return true;
  }

  let steps = 0;
  while (steps < settings.maxSteps) {
    if (steps === settings.hostileSteps) clearUp();
    now += random.between(0, isHostile ? 12 : 2);
    if (isHostile) disturb();
    const goesOn = step();
    await microtasksDone();
    if (!goesOn && !isHostile) return { play, kind: settings.kind, store, bus, scheduler, steps };
    if (!goesOn) clearUp();
    steps++;
  }
  return { play, kind: settings.kind, store, bus, scheduler, steps: undefined };
}

function describeRecord({ partition, offset, value: { flowId, input } }: Delivered<InputRecord>): string {
  return `${partition}/${offset} ${flowId} ${JSON.stringify(input)}`;
}

function unread(): never {
  throw new Error('the conductor reads no tokens');
}
