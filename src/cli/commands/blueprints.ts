import type { z } from '@hono/zod-openapi';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { BlueprintView, PushedView } from '../../api/schemas/blueprint.ts';
import { blueprintName } from '../blueprint-name.ts';
import { contextOf } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';
import { readText } from '../input-value.ts';
import type { Io } from '../io.ts';
import { printError, problemLine } from '../print-error.ts';
import { statusStyle, table } from '../text.ts';
import { warnUnserved } from '../unserved.ts';

type BlueprintJson = z.infer<typeof BlueprintView>;
type PushedJson = z.infer<typeof PushedView>;

export function addBlueprintCommands(program: Command, io: Io, exit: (code: number) => void): void {
  program
    .command('push')
    .summary('store a blueprint as its next version')
    .description(
      'Validates a file and stores it as the next version of a blueprint. The same content again is the same version.',
    )
    .argument('<file>', 'a blueprint file')
    .option('--name <name>', 'the name (default: that of the file, or of its folder for blueprint.asl.json)')
    .option('--activate', 'new flows use this version')
    .action(async (file: string, options: { name?: string; activate?: true }, command: Command) => {
      const { api, print, isJson } = contextOf(command, io);
      const name = options.name ?? blueprintName(file);
      const body = { name, text: await readText(file), activate: options.activate === true };
      const pushed = await api.send<PushedJson>('POST', '/v1/blueprints', body).catch((error: unknown) => {
        exit(printError(io, error, { isJson, file }));
      });
      if (!pushed) return;
      for (const problem of pushed.problems) io.note(problemLine(file, problem));
      print(pushed, describePushed);
    });

  program
    .command('activate')
    .summary('let new flows use a version')
    .description('The next flow uses this version; running flows keep theirs.')
    .argument('<name>', 'a blueprint')
    .argument('<version>', 'a version number', positiveNumber)
    .action(async (name: string, version: number, _: object, command: Command) => {
      const { api, print } = contextOf(command, io);
      const path = `/v1/blueprints/${encodeURIComponent(name)}/active`;
      print(await api.send<BlueprintJson>('PUT', path, { version }), describeBlueprint);
    });

  program
    .command('start')
    .summary('let a blueprint take flows again')
    .description('The blueprint takes new flows again; what waited for it goes on.')
    .argument('<name>', 'a blueprint')
    .action(async (name: string, _: object, command: Command) => {
      const context = contextOf(command, io);
      const path = `/v1/blueprints/${encodeURIComponent(name)}/start`;
      context.print(await context.api.send<BlueprintJson>('POST', path), describeBlueprint);
      await warnUnserved(context, name);
    });

  program
    .command('stop')
    .summary('let a blueprint take no new flows')
    .description('The blueprint takes no new flows; the mode says what becomes of those that run.')
    .argument('<name>', 'a blueprint')
    .addOption(
      new Option(
        '--mode <mode>',
        'Drain: they go on. Pause: they hold before their next task. Abort: they end ABORTED.',
      )
        .choices(['Drain', 'Pause', 'Abort'])
        .default('Drain'),
    )
    .action(async (name: string, { mode }: { mode: string }, command: Command) => {
      const { api, print } = contextOf(command, io);
      const path = `/v1/blueprints/${encodeURIComponent(name)}/stop`;
      print(await api.send<BlueprintJson>('POST', path, { mode }), describeBlueprint);
    });

  program
    .command('blueprints')
    .summary('list the blueprints')
    .description('Lists the blueprints with the number of their flows.')
    .action(async (_: object, command: Command) => {
      const { api, print } = contextOf(command, io);
      const list = await api.get<{ items: BlueprintJson[] }>('/v1/blueprints');
      print(list, ({ items }) => describeList(io, items));
      exit(EXIT.ok);
    });
}

export function positiveNumber(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  throw new InvalidArgumentError('It must be a whole number from 1.');
}

function describePushed({ name, version, added, blueprint }: PushedJson): string {
  const what = added ? `${name}: version ${version} is stored` : `${name}: version ${version} has this content already`;
  if (blueprint.activeVersion === version) return `${what} and ${added ? 'active' : 'is active'}\n`;
  return `${what}; activate it with: sfc activate ${name} ${version}\n`;
}

function describeBlueprint({ name, status, stopMode, activeVersion, latestVersion }: BlueprintJson): string {
  const active = activeVersion === undefined ? 'no version is active' : `version ${activeVersion} is active`;
  return `${name}: ${status}${stopMode === undefined ? '' : ` (${stopMode})`}, ${active}, latest is ${latestVersion}\n`;
}

function describeList(io: Io, items: readonly BlueprintJson[]): string {
  if (items.length === 0) return 'There are no blueprints yet: push one with `sfc push FILE --activate`.\n';
  const count = (row: BlueprintJson, ...statuses: string[]) =>
    String(statuses.reduce((sum, status) => sum + (row.flows?.[status] ?? 0), 0));
  return table(io, items, [
    { title: 'BLUEPRINT', text: ({ name }) => name },
    {
      title: 'STATUS',
      text: ({ status, stopMode }) => (stopMode ? `${status} ${stopMode}` : status),
      style: ({ status }) => statusStyle(status),
    },
    { title: 'ACTIVE', text: ({ activeVersion }) => String(activeVersion ?? '–'), align: 'right' },
    { title: 'LATEST', text: ({ latestVersion }) => String(latestVersion), align: 'right' },
    { title: 'RUNNING', text: (row) => count(row, 'RUNNING', 'PAUSED'), align: 'right' },
    { title: 'SUCCEEDED', text: (row) => count(row, 'SUCCEEDED'), align: 'right' },
    { title: 'FAILED', text: (row) => count(row, 'FAILED', 'TIMED_OUT', 'ABORTED'), align: 'right' },
  ]);
}
