import { type Command, InvalidArgumentError, Option } from 'commander';
import { contextOf } from '../command-context.ts';
import type { Io } from '../io.ts';
import { table } from '../text.ts';
import { unservedLine, type WorkerListJson } from '../unserved.ts';
import { positiveNumber } from './blueprints.ts';

interface WorkerOptions {
  readonly mode?: 'Common' | 'Specific';
  readonly min?: number;
  readonly max?: number;
  readonly replicas?: number;
  readonly concurrency?: number;
}

export function addWorkerCommands(program: Command, io: Io): void {
  const workers = program
    .command('workers')
    .summary('show and change who runs the jobs')
    .description('Shows and changes who runs the jobs. Changing one never restarts another.');

  workers
    .command('list')
    .description('All workers, and the blueprints that none serves.')
    .action(async (_: object, command: Command) => {
      const { api, print } = contextOf(command, io);
      print(await api.get<WorkerListJson>('/v1/workers'), (list) => describeList(io, list));
    });

  for (const verb of ['set', 'add']) {
    workers
      .command(verb)
      .description(
        verb === 'set'
          ? 'Changes a common worker, or the workers of a blueprint (until they are removed).'
          : 'Adds a common worker (common-NAME), or gives a blueprint workers of its own.',
      )
      .argument('<worker>', '`common`, `common-NAME`, or a blueprint')
      .addOption(new Option('--mode <mode>', 'blueprint: who runs its jobs').choices(['Common', 'Specific']))
      .option('--min <number>', 'blueprint: fewest replicas', count)
      .option('--max <number>', 'blueprint: most replicas', count)
      .option('--replicas <number>', 'common worker: replicas', count)
      .option('--concurrency <number>', 'jobs at once per replica', positiveNumber)
      .action(async (name: string, options: WorkerOptions, command: Command) => {
        const { api, print } = contextOf(command, io);
        const { mode = verb === 'add' ? 'Specific' : undefined, min, max, replicas, concurrency } = options;
        const result = isCommon(name)
          ? await api.send('PUT', `/v1/workers/${encodeURIComponent(name)}`, { replicas, concurrency })
          : await api.send('PUT', blueprintPath(name), {
              mode,
              min: min ?? replicas,
              max: max ?? replicas,
              concurrency,
            });
        print(result, () => `workers of ${name}: ${verb === 'set' ? 'changed' : 'added'}\n`);
      });
  }

  workers
    .command('remove')
    .description("Removes a common worker, or an operator's settings of a blueprint. Jobs under way are finished.")
    .argument('<worker>', '`common-NAME`, or a blueprint')
    .action(async (name: string, _: object, command: Command) => {
      const { api, print } = contextOf(command, io);
      const path = isCommon(name) ? `/v1/workers/${encodeURIComponent(name)}` : blueprintPath(name);
      const result = await api.send('DELETE', path);
      print(result ?? { removed: name }, () => `workers of ${name}: removed\n`);
    });
}

function isCommon(name: string): boolean {
  return /^common(-|$)/.test(name);
}

function blueprintPath(name: string): string {
  return `/v1/blueprints/${encodeURIComponent(name)}/workers`;
}

function count(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number from 0.');
}

function describeList(io: Io, { items, unserved }: WorkerListJson): string {
  const text = table(io, items, [
    { title: 'WORKER', text: ({ name }) => name },
    { title: 'TOPIC', text: ({ topic }) => topic },
    { title: 'REPLICAS', text: ({ replicas }) => String(replicas), align: 'right' },
    { title: 'CONCURRENCY', text: ({ concurrency }) => String(concurrency), align: 'right' },
    { title: 'BUSY', text: ({ busy }) => String(busy), align: 'right' },
    { title: 'WAITING', text: ({ waiting }) => String(waiting), align: 'right' },
    { title: 'DONE', text: ({ done }) => String(done), align: 'right' },
    { title: 'FAILED', text: ({ failed }) => String(failed), align: 'right' },
  ]);
  return text + unserved.map((entry) => unservedLine(io, entry)).join('');
}
