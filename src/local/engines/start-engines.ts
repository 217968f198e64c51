import { awsFiles, startAws } from './aws.ts';
import { startDynamoDb } from './dynamodb.ts';
import type { EngineName, EngineOptions, RunningEngine } from './engine.ts';
import { javaFiles } from './java-files.ts';
import { startKafka } from './kafka.ts';
import { startOpenSearch } from './opensearch.ts';

const START: Readonly<Record<EngineName, (options: EngineOptions) => Promise<RunningEngine>>> = {
  kafka: startKafka,
  dynamodb: startDynamoDb,
  opensearch: startOpenSearch,
  aws: startAws,
};

export const ENGINE_NAMES = Object.keys(START) as readonly EngineName[];

export interface WantedEngine extends Pick<EngineOptions, 'port'> {
  readonly engine: EngineName;
}

/** Starts the engines side by side; in the order asked for. Where one fails, the others are ended and its fault is thrown. */
export async function startEngines(wanted: readonly WantedEngine[], cache: string): Promise<readonly RunningEngine[]> {
  // One after the other: Maven's local repository is not made for two at once.
  for (const { engine } of wanted) await (engine === 'aws' ? awsFiles(cache) : javaFiles(engine, cache));
  const starts = await Promise.allSettled(wanted.map(({ engine, port }) => START[engine]({ cache, port })));
  const failure = starts.find((start) => start.status === 'rejected');
  const running = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  if (failure === undefined) return running;
  await Promise.all(running.map((engine) => engine.stop()));
  throw failure.reason;
}
