import type { z } from '@hono/zod-openapi';
import type { Command } from 'commander';
import type { DeadLetterView } from '../../api/schemas/topic.ts';
import type { Query } from '../api-client.ts';
import { contextOf } from '../command-context.ts';
import type { Io } from '../io.ts';
import { localTime, table } from '../text.ts';
import { positiveNumber } from './blueprints.ts';

type DeadLetterJson = z.infer<typeof DeadLetterView>;
interface DeadLetterPage {
  readonly items: readonly DeadLetterJson[];
  readonly nextCursor?: string;
}

/** Characters of a reason in the table; `show` and `--json` have all of them. */
const MOST = 120;

export function addDeadLetterCommands(program: Command, io: Io): void {
  const letters = program
    .command('dead-letters')
    .summary('show and replay records that could not be processed')
    .description('Records that could not be processed.');

  letters
    .command('list')
    .description('With the reason of each.')
    .option('--limit <number>', 'most letters', positiveNumber, 50)
    .option('--cursor <cursor>', 'the next page')
    .action(async (options: Query, command: Command) => {
      const { api, print } = contextOf(command, io);
      const page = await api.get<DeadLetterPage>('/v1/dead-letters', options);
      print(page, (value) => describePage(io, value));
    });

  letters
    .command('show')
    .description('The whole record and the whole reason.')
    .argument('<id>', 'the id of a dead letter')
    .action(async (id: string, _: object, command: Command) => {
      const { api, print } = contextOf(command, io);
      print(await api.get<DeadLetterJson>(`/v1/dead-letters/${encodeURIComponent(id)}`), describeLetter);
    });

  letters
    .command('replay')
    .description('Appends the record to its topic again.')
    .argument('<id>', 'the id of a dead letter')
    .action(async (id: string, _: object, command: Command) => {
      const { api, print } = contextOf(command, io);
      const receipt = await api.send<{ topic: string }>('POST', `/v1/dead-letters/${encodeURIComponent(id)}/replay`);
      print(receipt, ({ topic }) => `${id}: appended to ${topic} again\n`);
    });
}

/** What happened, without the advice that follows it. */
export function reasonOf(message: string): string {
  return shortened(/^.*?[.!?](?=\s+[A-Z]|$)/s.exec(message)?.[0] ?? message);
}

export function describeLetter(letter: DeadLetterJson): string {
  const { id, topic, group, partition, offset, key, headers, code, message, failedAt, value } = letter;
  const rows: (readonly [string, string])[] = [
    ['id', id],
    ['failed', localTime(failedAt)],
    ['topic', `${topic} (${group}), partition ${partition}, offset ${offset}`],
    ['code', code],
    ['why', message],
    ...(key === undefined ? [] : [['key', key] as const]),
    ...Object.entries(headers).map(([name, text]) => ['header', `${name}: ${text}`] as const),
    ['value', value],
  ];
  return rows.map(([name, text]) => `${name.padEnd(8)}${text}\n`).join('');
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length <= MOST ? line : `${line.slice(0, MOST - 1)}…`;
}

function describePage(io: Io, { items, nextCursor }: DeadLetterPage): string {
  if (items.length === 0) return 'There are no dead letters.\n';
  const text = table(io, items, [
    { title: 'ID', text: ({ id }) => id },
    { title: 'FAILED', text: ({ failedAt }) => localTime(failedAt) },
    { title: 'TOPIC', text: ({ topic, group }) => `${topic} (${group})` },
    { title: 'CODE', text: ({ code }) => code, style: () => 'red' },
    { title: 'WHY', text: ({ message }) => reasonOf(message) },
  ]);
  return nextCursor === undefined ? text : `${text}more: --cursor ${nextCursor}\n`;
}
