import type { TestProject } from 'vitest/node';
import { engineCacheDirectory } from '../../src/config.ts';
import { startEngines } from '../../src/local/engines/start-engines.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** `HOST:PORT` of the broker. */
    readonly kafka: string;
    /** URL of DynamoDB Local. */
    readonly dynamodb: string;
    /** URL of the imitation of AWS. */
    readonly aws: string;
  }
}

/** Global set-up: the engines of a run, each started once. Where one cannot start, the run fails. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const wanted = ['kafka', 'dynamodb', 'aws'] as const;
  const running = await startEngines(
    wanted.map((engine) => ({ engine })),
    engineCacheDirectory(),
  );
  const [kafka, dynamodb, aws] = running;
  provide('kafka', kafka?.endpoint ?? '');
  provide('dynamodb', dynamodb?.endpoint ?? '');
  provide('aws', aws?.endpoint ?? '');
  return async () => void (await Promise.all(running.map((engine) => engine.stop())));
}
