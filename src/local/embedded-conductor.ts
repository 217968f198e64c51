import { randomUUID } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import { type Embedded, type EmbeddedOptions, openEmbedded } from '../adapters/embedded/open-embedded.ts';
import type { ApiServices } from '../api/services.ts';
import { compileBlueprint } from '../asl/compile.ts';
import type { OnCommitted } from '../conductor/commit-listener.ts';
import { createConductor } from '../conductor/conductor.ts';
import { createProgramCache } from '../conductor/program-cache.ts';
import { takeTurns } from '../conductor/take-turns.ts';
import type { Config } from '../config.ts';
import { decide } from '../engine/decide.ts';
import type { FlowId } from '../engine/ids.ts';
import { openEffects } from '../engine/open-effects.ts';
import { createActivities } from '../ingest/activities.ts';
import { createCallbacks } from '../ingest/callbacks.ts';
import { createDeadLetters } from '../ingest/dead-letters.ts';
import { createReplies } from '../ingest/replies.ts';
import { createTriggers } from '../ingest/triggers.ts';
import { createTokenSigner, type TokenSigner } from '../messages/token.ts';
import { createIndexer, type Indexer } from '../monitor/indexer.ts';
import { createLiveEvents } from '../monitor/live-events.ts';
import { createMonitor } from '../monitor/monitor.ts';
import { createLogEvents, type LogEvents } from '../observability/log-events.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ids } from '../ports/ids.ts';
import { createRegistry, type Registry } from '../registry/registry.ts';
import { createSchemaCompiler } from '../schemas/schema-compiler.ts';
import { accountOf } from './account.ts';
import { createCommonWorkers } from './common-workers.ts';
import { createDeadLetterService } from './dead-letter-service.ts';
import { healthOf } from './health.ts';
import { createLocalFleet } from './local-fleet.ts';
import { createReconciler } from './reconciler.ts';
import { loadSamples, type Samples } from './samples.ts';
import { directorySigningKey } from './signing-key.ts';
import { createTopicService } from './topic-service.ts';
import { createWorkerService } from './worker-service.ts';

/** The whole of SFC in this process, on one directory. */
export interface EmbeddedConductor {
  readonly services: ApiServices;
  readonly registry: Registry;
  /** For benchmarks: what the writer did, and whether the index keeps up. */
  readonly statistics: Embedded['statistics'];
  readonly indexLag: Indexer['lag'];
  /** Resolves when the index shows every flow as it was stored before the call. */
  readonly indexed: () => Promise<void>;
  readonly loadSamples: (directory: string, url: string) => Promise<Samples>;
  /** Takes nothing more, lets the jobs under way end for a while, and releases the directory. */
  close(): Promise<void>;
}

export interface EmbeddedConductorOptions {
  /** Seconds that jobs under way have at the end. Default 5. */
  readonly graceSeconds?: number;
  readonly log?: LogEvents;
  /** Hears of every stored state, after the batch that made it; cannot hold up or break the conductor. */
  readonly onCommitted?: OnCommitted;
  /** What the conductor stands on. Default: `openEmbedded`; the crash test puts ports there that die at a named point. */
  readonly openPorts?: (options: EmbeddedOptions) => Promise<Embedded>;
}

/** Rejects with `SFC_STORE_BUSY`, `SFC_STORE_CORRUPT` and the like, and then holds nothing. */
export async function startEmbeddedConductor(
  config: Config,
  options: EmbeddedConductorOptions = {},
): Promise<EmbeddedConductor> {
  const clock: Clock = { now: Date.now };
  const embedded = await (options.openPorts ?? openEmbedded)({ directory: config.directory, clock });
  try {
    return await compose(config, options, embedded, clock);
  } catch (error) {
    await embedded.close();
    throw error;
  }
}

async function compose(
  config: Config,
  { graceSeconds = 5, log = createLogEvents({ level: config.logLevel }), onCommitted }: EmbeddedConductorOptions,
  embedded: Embedded,
  clock: Clock,
): Promise<EmbeddedConductor> {
  const { flowStore, blueprintStore, bus } = embedded;
  const { limits } = config;
  const { payloadBytes } = limits;
  const ids: Ids = { flowId: () => uuidv7() as FlowId, unique: randomUUID };
  const tokens = createTokenSigner(config.signingKey ?? directorySigningKey(config.directory));
  const schemas = createSchemaCompiler();
  const liveEvents = createLiveEvents();
  const indexer = createIndexer({
    flowIndex: embedded.flowIndex,
    flowStore,
    clock,
    marker: embedded.indexMark,
    onIndexed: liveEvents.publish,
  });
  const registry = createRegistry({
    blueprintStore,
    flowStore,
    bus,
    clock,
    ids,
    schemas,
    limits,
    exclusive: true,
    serves: (processor) => fleet.serves(processor),
    onAccepted: (flow) => {
      conductor.accepted(flow);
      indexer.take(flow, 0);
    },
  });
  const fleet = createLocalFleet(config, embedded, clock, log);
  const conductor = createConductor({
    flowStore,
    bus,
    timers: embedded.timers,
    programs: createProgramCache({ blueprintStore, compile: (blueprint) => compileBlueprint(blueprint, { schemas }) }),
    decide: takeTurns(decide),
    openEffects,
    clock,
    ids,
    limits,
    account: accountOf(config),
    tokens,
    laneOf: registry.lane,
    cancelJob: (flowId, ref) => fleet.cancel(tokens.sign(flowId, ref)),
    blueprintHold: registry.hold,
    onCommitted: (flow, revision, events) => {
      indexer.take(flow, revision);
      onCommitted?.(flow, revision, events);
    },
  });
  const ingest = createIngest(embedded, registry, tokens, payloadBytes, clock, log);
  const common = createCommonWorkers(config.directory, config.workers.common);
  const reconciler = createReconciler({
    registry,
    ...ingest,
    fleet,
    common,
    defaults: config.workers.common,
    onFault: log.reconcileFault,
  });
  registry.onChange(reconciler.reconcile);

  await registry.open();
  await conductor.start();
  await reconciler.reconcile();
  indexer.start();
  const resumed = registry.resume().catch(log.resumeFault);
  void conductor.recovered().then(() => log.recovered(conductor.health().recoveredFlows));

  const services: ApiServices = {
    registry,
    monitor: createMonitor({ ...embedded, ids, liveEvents, payloadBytes }),
    callbacks: createCallbacks({ tokens, flowStore, bus, payloadBytes }),
    activities: createActivities({ tokens, flowStore, bus }),
    workers: createWorkerService({ fleet, common, registry }),
    topics: createTopicService(bus),
    deadLetters: createDeadLetterService(bus),
    health: () => Promise.resolve(healthOf(conductor, indexer)),
  };

  async function closeAll(): Promise<void> {
    await reconciler.stop();
    await ingest.triggers.stop();
    await ingest.replies.stop();
    await fleet.close({ graceSeconds });
    await resumed;
    await conductor.stop();
    await indexer.stop();
    await embedded.close();
  }
  let closing: Promise<void> | undefined;
  return {
    services,
    registry,
    statistics: embedded.statistics,
    indexLag: indexer.lag,
    indexed: indexer.flush,
    loadSamples: (directory, url) =>
      loadSamples({ directory, registry, bus, url, onLine: log.serviceLine, onDeath: log.serviceDied }),
    close: () => {
      closing ??= closeAll();
      return closing;
    },
  };
}

function createIngest(
  { bus, correlations }: Embedded,
  registry: Registry,
  tokens: TokenSigner,
  payloadBytes: number,
  clock: Clock,
  log: LogEvents,
) {
  const sendDeadLetters = createDeadLetters({ bus, clock });
  return {
    triggers: createTriggers({ bus, startFlow: registry.startFlow, sendDeadLetters, onFault: log.triggerFault }),
    replies: createReplies({ bus, tokens, correlations, sendDeadLetters, payloadBytes, onFault: log.replyFault }),
  };
}
