import type { Command } from 'commander';
import { type CommandContext, contextOf } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';
import { type FlowJson, followFlow, type HistoryEventJson } from '../follow-flow.ts';
import { inputValue } from '../input-value.ts';
import type { Io } from '../io.ts';
import { duration, statusStyle } from '../text.ts';
import { warnUnserved } from '../unserved.ts';
import { positiveNumber } from './blueprints.ts';

interface RunOptions {
  readonly input: string;
  readonly name?: string;
  readonly blueprintVersion?: number;
  readonly follow: boolean;
}

export function addRun(program: Command, io: Io, exit: (code: number) => void): void {
  program
    .command('run')
    .summary('start a flow and follow it to its end')
    .description(
      'Starts a flow of a blueprint and shows its states as they pass. Ends with 3 where the flow does not succeed.',
    )
    .argument('<blueprint>', 'a blueprint')
    .option('-i, --input <json>', 'the input: JSON, @FILE, or - for standard input', '{}')
    .option('--name <name>', 'the same name and input again give the same flow')
    .option('--blueprint-version <number>', 'a version (default: the active one)', positiveNumber)
    .option('--follow', 'follow the flow to its end (this is the default)', true)
    .option('--no-follow', 'start only, and print the id')
    .action(async (blueprint: string, options: RunOptions, command: Command) => {
      const context = contextOf(command, io);
      const { input, name, blueprintVersion: version } = options;
      const request = { blueprint, version, name, input: await inputValue(input, io) };
      const started = await context.api.send<{ flowId: string; created: boolean }>('POST', '/v1/flows', request);
      if (!options.follow) {
        context.print(started, ({ flowId }) => `${flowId}\n`);
        return warnUnserved(context, blueprint);
      }
      io.note(`flow ${started.flowId} ${started.created ? 'started' : 'has this name already'}\n`);
      exit(await follow(context, blueprint, started.flowId));
    });
}

async function follow(context: CommandContext, blueprint: string, flowId: string): Promise<number> {
  const { io, api, print } = context;
  const show = progress(io);
  try {
    await warnUnserved(context, blueprint);
    const flow = await followFlow(api, flowId, show);
    print(flow, (value) => describeEnd(io, value));
    return flow.status === 'SUCCEEDED' ? EXIT.ok : EXIT.flowUnsuccessful;
  } catch (error) {
    if (!io.signal.aborted) throw error;
    io.note(`\nnot followed any longer; the flow goes on: sfc flows show ${flowId}\n`);
    return EXIT.interrupted;
  }
}

/** One line for each state that is entered or left, and for what went wrong in between. */
function progress(io: Io): (event: HistoryEventJson) => void {
  const enteredAt = new Map<string, number>();
  return ({ type, state = '', timestamp, details }) => {
    const time = Date.parse(timestamp);
    if (type.endsWith('StateEntered')) {
      enteredAt.set(state, time);
      io.note(`  ${io.paint('cyan', '→')} ${state}\n`);
    } else if (type.endsWith('StateExited')) {
      const since = enteredAt.get(state);
      io.note(
        `  ${io.paint('green', '✓')} ${state}${since === undefined ? '' : ` ${io.paint('dim', duration(time - since))}`}\n`,
      );
    } else if (/(Failed|TimedOut)$/.test(type) && !type.startsWith('Execution')) {
      const reason = [details?.error, details?.cause].filter(Boolean).join(': ');
      io.note(`  ${io.paint('red', '✗')} ${[type, reason].filter(Boolean).join(' ')}\n`);
    }
  };
}

function describeEnd(io: Io, { status, output, error, cause, startedAt, acceptedAt, endedAt }: FlowJson): string {
  const took =
    endedAt === undefined ? '' : ` in ${duration(Date.parse(endedAt) - Date.parse(startedAt ?? acceptedAt))}`;
  const style = statusStyle(status);
  const head = `${style ? io.paint(style, status) : status}${took}`;
  if (status === 'SUCCEEDED') return `${head}\n${JSON.stringify(output, null, 2)}\n`;
  const reason = [error, cause].filter((part) => part !== undefined && part !== '').join(': ');
  return `${head}${reason === '' ? '' : `: ${reason}`}\n`;
}
