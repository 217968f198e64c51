import { setTimeout as sleep } from 'node:timers/promises';
import type { Account, Limits } from '../engine/decision.ts';
import type { Flow } from '../engine/flow.ts';
import type { FlowId } from '../engine/ids.ts';
import { inputsTopic } from '../messages/topics.ts';
import type { Clock } from '../ports/clock.ts';
import type { FlowStore } from '../ports/flow-store.ts';
import type { Ids } from '../ports/ids.ts';
import type { Consumer, MessageBus } from '../ports/message-bus.ts';
import type { Timers } from '../ports/timers.ts';
import { createCommitListener, type OnCommitted } from './commit-listener.ts';
import { deadLetterOf } from './dead-letter.ts';
import type { Decide, DecisionSetting, OpenEffects } from './decide-flow.ts';
import { fireInto } from './fire-into.ts';
import type { DeliveredInput } from './group-batch.ts';
import { advanceFlows, type BatchOutcome, type BatchShell } from './handle-batch.ts';
import { type ConductorHealth, createFaultBoard } from './health.ts';
import { createFlowLoader } from './load-flow.ts';
import { PROTOCOL, type Protocol } from './outbox.ts';
import type { Programs } from './program-cache.ts';
import { createPublisher, type PublisherOptions } from './publish.ts';
import { recoverFlows } from './recover.ts';
import { createUnpublished, joinPublications } from './unpublished.ts';

export interface ConductorOptions<Program> extends Pick<PublisherOptions, 'tokens' | 'laneOf' | 'cancelJob'> {
  readonly flowStore: FlowStore;
  readonly bus: MessageBus;
  readonly timers: Timers;
  readonly programs: Programs<Program>;
  readonly decide: Decide<Program>;
  readonly openEffects: OpenEffects;
  readonly clock: Clock;
  readonly ids: Pick<Ids, 'unique'>;
  readonly limits: Limits;
  /** Where ARNs say that flows run. */
  readonly account?: Account;
  /** The name under which the tasks of a blueprint stopped with `Pause` are held. */
  readonly blueprintHold?: (blueprint: string) => string | undefined | Promise<string | undefined>;
  readonly onCommitted?: OnCommitted;
  readonly group?: string;
  /** Most inputs of one batch. */
  readonly batchSize?: number;
  /** Flows kept in memory between their inputs. */
  readonly maxWarmFlows?: number;
  readonly recovery?: { readonly pageSize?: number; readonly flowsPerSecond?: number };
  /** Runs something after the work that is under way. */
  readonly defer?: (run: () => void) => void;
  readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Only the simulation puts another one here. */
  readonly protocol?: Protocol;
}

/** Advances flows: the only consumer of the inputs topic. */
export interface Conductor {
  /**
   * Resolves when the batch's flows are stored and their effects published: only then may it be acknowledged. Rejects when the
   * batch must be delivered again, in any cut.
   */
  readonly handle: (batch: readonly DeliveredInput[]) => Promise<void>;
  /** Saves the first read of a flow that was created just now. */
  readonly accepted: (flow: Flow) => void;
  /** Takes inputs and timers from now on, and performs the open effects of every open flow again in the background. */
  readonly start: () => Promise<void>;
  /** Resolves when the recovery of `start` has passed every flow that was open. */
  readonly recovered: () => Promise<void>;
  /** Resolves when the batches under way are done; what waits stays on the topic. */
  readonly stop: () => Promise<void>;
  readonly health: () => ConductorHealth;
}

const CONDUCTOR_GROUP = 'sfc.conductor';
const MAX_ROUNDS = 20;

export function createConductor<Program>(options: ConductorOptions<Program>): Conductor {
  const { flowStore, bus, timers, openEffects, clock, blueprintHold, group = CONDUCTOR_GROUP } = options;
  const publish = createPublisher(options);
  const unpublished = createUnpublished();
  const faults = createFaultBoard();
  const listener = createCommitListener(options.onCommitted, options.defer ?? setImmediate);
  const shell: BatchShell<Program> = {
    flowStore,
    loader: createFlowLoader(flowStore, options.programs, options.maxWarmFlows ?? 1_000),
    holdOf: blueprintHold ?? (() => undefined),
    setting: settings(options),
    maxRounds: MAX_ROUNDS,
  };
  const stopping = new AbortController();
  let consumer: Consumer | undefined;
  let recovery: Promise<void> | undefined;
  /** Flows begun by this process, while the recovery runs. */
  let begun: Set<FlowId> | undefined;
  let recoveredFlows = 0;
  let deadLetters = 0;

  async function handle(batch: readonly DeliveredInput[]): Promise<void> {
    const first = batch[0];
    const last = batch.at(-1);
    if (!first || !last) return;
    const { partition } = first;
    const place = { partition, firstOffset: first.offset };
    const left = unpublished.take(place, last.offset);
    const outcome: BatchOutcome = { publications: [], poison: [], commits: [] };
    try {
      await advanceFlows(batch, shell, outcome);
      const letters = outcome.poison.map((poison) => deadLetterOf(poison, group, clock.now()));
      await publish(joinPublications(left, outcome.publications), letters);
      deadLetters += letters.length;
      faults.succeeded(partition);
    } catch (fault) {
      unpublished.keep(place, joinPublications(left, outcome.publications));
      faults.failed(partition, fault, clock.now());
      throw fault;
    } finally {
      if (begun) noteBegun(begun, outcome);
      listener.add(outcome.commits);
    }
  }

  function recover(): Promise<void> {
    begun = new Set();
    const ours = begun;
    return recoverFlows({
      flowStore,
      bus,
      timers,
      publish,
      openEffects,
      pageSize: options.recovery?.pageSize ?? 100,
      flowsPerSecond: options.recovery?.flowsPerSecond ?? 2_000,
      pause: options.pause ?? pauseFor,
      isOurs: (flowId) => ours.has(flowId),
      onProgress: (flows) => {
        recoveredFlows += flows;
        faults.succeeded('recovery');
      },
      onFault: (fault) => faults.failed('recovery', fault, clock.now()),
      signal: stopping.signal,
    }).finally(() => {
      begun = undefined;
    });
  }

  function accepted(flow: Flow): void {
    const program = options.programs.get(flow.blueprint, flow.version);
    // One that must be read first is read with the flow's first input, which also meets its fault.
    if (program instanceof Promise) program.catch(() => undefined);
    else shell.loader.remember({ flow, revision: 0, outbox: [], program });
  }

  return {
    handle,
    accepted,
    start: async () => {
      timers.start(fireInto(bus));
      consumer = await bus.subscribe({
        topic: inputsTopic,
        group,
        batchSize: options.batchSize ?? 128,
        handle,
      });
      recovery = recover();
    },
    recovered: async () => recovery,
    stop: async () => {
      stopping.abort();
      await timers.stop();
      await recovery;
      await consumer?.stop();
      listener.flush();
    },
    health: () => {
      const fault = faults.oldest();
      return {
        isHealthy: fault === undefined,
        ...(fault === undefined ? {} : { fault }),
        isRecovering: begun !== undefined,
        recoveredFlows,
        deadLetters,
      };
    },
  };
}

function settings<Program>({
  decide,
  openEffects,
  limits,
  account,
  flowStore: { performs },
  tokens,
  protocol = PROTOCOL,
  clock,
  ids,
}: ConductorOptions<Program>): () => DecisionSetting<Program> {
  const salt = ids.unique();
  const stands = account === undefined ? undefined : { account };
  return () => ({ decide, openEffects, limits, ...stands, performs, tokens, protocol, salt, now: clock.now() });
}

function noteBegun(begun: Set<FlowId>, { commits }: BatchOutcome): void {
  for (const { flow, isBeginning } of commits) {
    if (flow.endedAt !== undefined) begun.delete(flow.id);
    else if (isBeginning) begun.add(flow.id);
  }
}

async function pauseFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal, ref: false }).catch(() => undefined);
}
