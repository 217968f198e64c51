import { join } from 'node:path';
import { answersHttp } from './answers-http.ts';
import { cachedFolder, HERE, runTool } from './cached-folder.ts';
import type { EngineOptions, RunningEngine } from './engine.ts';
import { startEngineProcess } from './engine-process.ts';
import { freePort } from './free-port.ts';

const REQUIREMENTS = 'python/aws.requirements.txt';

/** An imitation of AWS (ministack) in memory: S3, SQS, Scheduler, Lambda and more. It takes any region and any credentials. */
export async function startAws({ cache, port: wanted }: EngineOptions): Promise<RunningEngine> {
  const folder = await awsFiles(cache);
  const port = await freePort('aws', wanted);
  const endpoint = `http://127.0.0.1:${port}`;
  const process = await startEngineProcess({
    engine: 'aws',
    command: join(folder, 'bin', 'python'),
    options: (directory) => [join(HERE, 'python/loopback_aws.py'), directory, String(port)],
    isReady: () => answersHttp(`${endpoint}/_ministack/health`),
  });
  return { endpoint, ...process };
}

/** A Python environment of its own; fetched where it is missing, from PyPI by pip, and compared with the checksums in `python/`. */
export function awsFiles(cache: string): Promise<string> {
  return cachedFolder('aws', cache, [REQUIREMENTS], async (draft) => {
    await runTool('aws', 'python3', ['-m', 'venv', draft]);
    const python = join(draft, 'bin', 'python');
    await runTool('aws', python, [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--require-hashes',
      '-r',
      join(HERE, REQUIREMENTS),
    ]);
  });
}
