import type { z } from '@hono/zod-openapi';
import type { WorkerList } from '../api/schemas/worker.ts';
import { jobsTopic } from '../messages/topics.ts';
import type { CommandContext } from './command-context.ts';
import type { Io } from './io.ts';

export type WorkerListJson = z.infer<typeof WorkerList>;

/** Notes that no worker takes the blueprint's jobs, where that is so: whoever starts its flows would wait in vain. */
export async function warnUnserved({ io, api }: Pick<CommandContext, 'io' | 'api'>, blueprint: string): Promise<void> {
  const { unserved } = await api.get<WorkerListJson>('/v1/workers');
  for (const entry of unserved) if (entry.blueprint === blueprint) io.note(unservedLine(io, entry));
}

export function unservedLine(io: Pick<Io, 'paint'>, unserved: WorkerListJson['unserved'][number]): string {
  const { blueprint, topic, waiting, reason } = unserved;
  const jobs = waiting === 1 ? '1 job waits' : `${waiting} jobs wait`;
  const worker = topic === jobsTopic().name ? 'common' : blueprint;
  const remedy = `sfc workers set ${worker} --replicas 1`;
  return `${io.paint('yellow', 'unserved')} ${blueprint}: ${reason} ${jobs} on ${topic}. Give it a worker: ${remedy}\n`;
}
