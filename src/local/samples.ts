import { basename } from 'node:path';
import type { EmbeddedBus } from '../adapters/embedded/message-bus.ts';
import type { Json } from '../asl/json.ts';
import { SfcError } from '../errors/sfc-error.ts';
import { userTopic } from '../messages/topics.ts';
import { canonicalJson, hashOf } from '../registry/canonical-json.ts';
import type { Registry } from '../registry/registry.ts';
import { readSampleFolders, type SampleBlueprint, type SampleFolder } from './sample-folder.ts';
import { type ServiceProcess, startService } from './service-process.ts';

export interface SamplesParts {
  /** The folder of the sample folders, or one sample's folder. */
  readonly directory: string;
  readonly registry: Registry;
  readonly bus: Pick<EmbeddedBus, 'send' | 'browse'>;
  /** Where services reach this server. */
  readonly url: string;
  /** Told what a service prints. */
  readonly onLine?: (sample: string, service: string, line: string) => void;
  /** Told that a service died, and why. */
  readonly onDeath?: (sample: string, service: string, reason: string) => void;
}

export interface Samples {
  readonly loaded: readonly LoadedSample[];
  /** Resolves when the services have ended. */
  stop(): Promise<void>;
}
export interface LoadedSample {
  readonly name: string;
  readonly blueprints: readonly string[];
  readonly services: readonly string[];
  /** Messages fed to the trigger topic by this start; 0 where an earlier one fed them. */
  readonly fed: number;
  /** Why it could not be loaded; the others are. */
  readonly fault?: string;
}

/** The version that this loader activated: a user who activated another one keeps it. */
const ACTIVATED = 'sampleVersion';
const FED = 'sampleEvents';
const HEADER = 'sfc-sample';

/**
 * Loads every sample: pushes and activates its blueprints, starts its services, and gives it its recorded events once, whatever
 * crashes in between.
 */
export async function loadSamples(parts: SamplesParts): Promise<Samples> {
  const folders = readSampleFolders(parts.directory);
  const services = folders.flatMap((folder) => startServices(folder, parts));
  const loaded: LoadedSample[] = [];
  for (const folder of folders) loaded.push(await loadFolder(folder, parts));
  return {
    loaded,
    stop: async () => {
      await Promise.all(services.map((service) => service.stop()));
    },
  };
}

function startServices(folder: SampleFolder, { url, onLine, onDeath }: SamplesParts): ServiceProcess[] {
  return folder.services.map((path) => {
    const name = basename(path);
    return startService({
      name,
      path,
      env: { SFC_URL: url },
      onLine: (line) => onLine?.(folder.name, name, line),
      onDeath: (reason) => onDeath?.(folder.name, name, reason),
    });
  });
}

async function loadFolder(folder: SampleFolder, parts: SamplesParts): Promise<LoadedSample> {
  const { name } = folder;
  const blueprints = folder.blueprints.map((blueprint) => blueprint.name);
  const services = folder.services.map((path) => basename(path));
  try {
    for (const blueprint of folder.blueprints) await publish(blueprint, parts.registry);
    const fed = await feedOnce(folder, parts);
    await startFromInput(folder, parts.registry);
    return { name, blueprints, services, fed };
  } catch (error) {
    const fault = error instanceof SfcError ? `${error.code} ${error.message}` : String(error);
    return { name, blueprints, services, fed: 0, fault };
  }
}

async function publish({ name, source }: SampleBlueprint, registry: Registry): Promise<void> {
  const { version, record } = await registry.push({ name, source });
  const { activeVersion, labels } = record;
  const isOurs = activeVersion === undefined || activeVersion === labels?.[ACTIVATED];
  if (isOurs && activeVersion !== version) await registry.activate(name, version, { labels: { [ACTIVATED]: version } });
}

async function feedOnce({ name, blueprints, events }: SampleFolder, { registry, bus }: SamplesParts): Promise<number> {
  const [first] = blueprints;
  const topic = (await registry.active())
    .filter((active) => blueprints.some((blueprint) => blueprint.name === active.name))
    .flatMap(({ blueprint }) => blueprint.Triggers ?? [])
    .at(0)?.Topic;
  if (first === undefined || topic === undefined || events.length === 0) return 0;
  const record = await registry.get(first.name);
  if (record.labels?.[FED] !== undefined) return 0;
  // The records go in as one; a crash before the label is set is told by their header.
  const isFed = holdsFed(bus, topic, name);
  if (!isFed)
    await bus.send(
      userTopic(topic),
      events.map((value) => ({ value, headers: { [HEADER]: name } })),
    );
  await registry.label(first.name, { [FED]: events.length });
  return isFed ? 0 : events.length;
}

function holdsFed(bus: SamplesParts['bus'], topic: string, sample: string): boolean {
  let cursor: string | undefined;
  do {
    const page = bus.browse(topic, cursor, 1_000);
    if (page.items.some(({ headers }) => headers?.[HEADER] === sample)) return true;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return false;
}

/** The name follows from the input: the same one is started once, an edited one again. */
async function startFromInput({ blueprints, input }: SampleFolder, registry: Registry): Promise<void> {
  const [blueprint] = blueprints;
  if (blueprint === undefined || input === undefined) return;
  const value = JSON.parse(input) as Json;
  const name = `sample-${hashOf(canonicalJson(value)).slice(0, 12)}`;
  await registry.startFlow({ blueprint: blueprint.name, name, input: value, startedBy: { sample: blueprint.name } });
}
