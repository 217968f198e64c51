import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { answersHttp } from './answers-http.ts';
import type { EngineOptions, RunningEngine } from './engine.ts';
import { freePort } from './free-port.ts';
import { startJavaProcess } from './java-process.ts';

/** An OpenSearch node without security, in a temporary folder. */
export async function startOpenSearch({
  cache,
  port: wanted,
  heapMebibytes = 512,
}: EngineOptions): Promise<RunningEngine> {
  const port = await freePort('opensearch', wanted);
  const transportPort = await freePort('opensearch');
  const endpoint = `http://127.0.0.1:${port}`;
  const process = await startJavaProcess({
    engine: 'opensearch',
    cache,
    heapMebibytes,
    jvmOptions: () => ['-Dlog4j2.level=error'],
    prepare: (directory) => {
      mkdirSync(join(directory, 'config'));
      return [String(port), String(transportPort)];
    },
    isReady: () => answersHttp(`${endpoint}/_cluster/health`),
  });
  return { endpoint, ...process };
}
