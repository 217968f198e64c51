import { answersHttp } from './answers-http.ts';
import type { EngineOptions, RunningEngine } from './engine.ts';
import { freePort } from './free-port.ts';
import { startJavaProcess } from './java-process.ts';

/** DynamoDB Local, in memory. It takes any region and any credentials. */
export async function startDynamoDb({
  cache,
  port: wanted,
  heapMebibytes = 384,
}: EngineOptions): Promise<RunningEngine> {
  const port = await freePort('dynamodb', wanted);
  const endpoint = `http://127.0.0.1:${port}`;
  const process = await startJavaProcess({
    engine: 'dynamodb',
    cache,
    heapMebibytes,
    jvmOptions: (files) => [`-Dsqlite4java.library.path=${files}/libs`],
    prepare: () => [String(port)],
    isReady: () => answersHttp(endpoint),
  });
  return { endpoint, ...process };
}
