import type { TestProject } from 'vitest/node';
import { engineCacheDirectory } from '../../src/config.ts';
import { startEngines } from '../../src/local/engines/start-engines.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** `HOST:PORT` of the broker. */
    readonly kafka: string;
    /** URL of DynamoDB Local. */
    readonly dynamodb: string;
  }
}

/** Global set-up: the engines of a run, each started once. Where one cannot start, the run fails. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const running = await startEngines([{ engine: 'kafka' }, { engine: 'dynamodb' }], engineCacheDirectory());
  const [kafka, dynamodb] = running;
  provide('kafka', kafka?.endpoint ?? '');
  provide('dynamodb', dynamodb?.endpoint ?? '');
  return async () => void (await Promise.all(running.map((engine) => engine.stop())));
}
