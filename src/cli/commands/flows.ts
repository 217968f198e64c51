import type { z } from '@hono/zod-openapi';
import type { Command } from 'commander';
import type { FlowSummary } from '../../api/schemas/flow.ts';
import type { Query } from '../api-client.ts';
import { type CommandContext, contextOf } from '../command-context.ts';
import type { FlowJson, HistoryEventJson } from '../follow-flow.ts';
import { inputValue } from '../input-value.ts';
import type { Io } from '../io.ts';
import { duration, localTime, statusStyle, table } from '../text.ts';
import { positiveNumber } from './blueprints.ts';

type FlowSummaryJson = z.infer<typeof FlowSummary>;
interface PageOf<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string;
}

export function addFlowCommands(program: Command, io: Io): void {
  const flows = program
    .command('flows')
    .summary('find, show and change flows')
    .description('Finds, shows and changes flows.');

  flows
    .command('list')
    .description('Newest first.')
    .option('--blueprint <name>')
    .option('--status <status>', 'RUNNING, PAUSED, SUCCEEDED, FAILED, TIMED_OUT or ABORTED; several with commas')
    .option('--q <words>', 'words that must all occur in name, error, cause or input')
    .option('--error <name>', 'the name of the error')
    .option('--from <time>', 'started at this time (RFC 3339) or later')
    .option('--to <time>', 'started before this time')
    .option('--limit <number>', 'most flows', positiveNumber, 50)
    .option('--cursor <cursor>', 'the next page')
    .action(async (options: Query, command: Command) => {
      const { api, print } = contextOf(command, io);
      const page = await api.get<PageOf<FlowSummaryJson>>('/v1/flows', options);
      print(page, (value) => describePage(io, value));
    });

  flows
    .command('show')
    .argument('<flow>', 'the id of a flow')
    .description('The flow with its open states, input and output.')
    .action(async (flowId: string, _: object, command: Command) => {
      const { api, print } = contextOf(command, io);
      print(await api.get<FlowJson>(pathOf(flowId)), (flow) => describeFlow(io, flow));
    });

  flows
    .command('history')
    .argument('<flow>', 'the id of a flow')
    .description('Every event of the flow, in order.')
    .option('--reverse', 'newest first')
    .option('--limit <number>', 'most events (default: all)', positiveNumber)
    .action(async (flowId: string, options: { reverse?: true; limit?: number }, command: Command) => {
      const context = contextOf(command, io);
      const items = await readHistory(context, flowId, options);
      context.print({ items }, () => describeHistory(io, items));
    });

  addVerbs(flows, io);
}

function addVerbs(flows: Command, io: Io): void {
  const send = async (command: Command, flowId: string, verb: string, body: object) => {
    const { api, print } = contextOf(command, io);
    const flow = await api.send<FlowJson>('POST', `${pathOf(flowId)}/${verb}`, body);
    print(flow, () => `${verb}: accepted for flow ${flowId}\n`);
  };

  flows
    .command('stop')
    .argument('<flow>')
    .description('The flow ends ABORTED; its open jobs are cancelled.')
    .option('--error <name>')
    .option('--cause <text>')
    .action((flowId: string, { error, cause }: { error?: string; cause?: string }, command: Command) =>
      send(command, flowId, 'stop', { error, cause }),
    );
  flows
    .command('retry')
    .argument('<flow>')
    .description('A flow that did not succeed continues from its failed states.')
    .option('--from <state>', 'Failure, Start, or a top-level state', 'Failure')
    .option('--input <json>', "replaces that state's input: JSON, @FILE, or -")
    .action(async (flowId: string, { from, input }: { from: string; input?: string }, command: Command) =>
      send(command, flowId, 'retry', { from, ...(input === undefined ? {} : { input: await inputValue(input, io) }) }),
    );
  flows
    .command('skip')
    .argument('<flow>')
    .argument('<state>')
    .description('Ends the open task of a state as if its job had returned the output.')
    .option('--output <json>', "JSON, @FILE, or - (default: the state's input)")
    .action(async (flowId: string, state: string, { output }: { output?: string }, command: Command) =>
      send(command, flowId, 'skip', {
        state,
        ...(output === undefined ? {} : { output: await inputValue(output, io) }),
      }),
    );
  flows
    .command('pause')
    .argument('<flow>')
    .description('The flow holds before its next task.')
    .action((flowId: string, _: object, command: Command) => send(command, flowId, 'pause', {}));
  flows
    .command('resume')
    .argument('<flow>')
    .description('A paused flow goes on.')
    .action((flowId: string, _: object, command: Command) => send(command, flowId, 'resume', {}));
}

function pathOf(flowId: string): string {
  return `/v1/flows/${encodeURIComponent(flowId)}`;
}

async function readHistory(
  { api }: CommandContext,
  flowId: string,
  { reverse, limit = Number.POSITIVE_INFINITY }: { reverse?: true; limit?: number },
): Promise<HistoryEventJson[]> {
  const items: HistoryEventJson[] = [];
  let cursor: string | undefined;
  do {
    const query = { cursor, reverse, limit: Math.min(1000, limit - items.length) };
    const page = await api.get<PageOf<HistoryEventJson>>(`${pathOf(flowId)}/history`, query);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined && items.length < limit);
  return items;
}

function describePage(io: Io, { items, nextCursor }: PageOf<FlowSummaryJson>): string {
  if (items.length === 0) return 'No flow matches.\n';
  const text = table(io, items, [
    { title: 'FLOW', text: ({ flowId }) => flowId },
    { title: 'BLUEPRINT', text: ({ blueprint, version }) => `${blueprint} v${version}` },
    { title: 'STATUS', text: ({ status }) => status, style: ({ status }) => statusStyle(status) },
    { title: 'STARTED', text: ({ startedAt }) => localTime(startedAt) },
    { title: 'TOOK', text: tookOf, align: 'right' },
    { title: 'NOW AT', text: ({ states, error }) => error ?? states.slice(0, 3).join(', ') },
  ]);
  return nextCursor === undefined ? text : `${text}more: --cursor ${nextCursor}\n`;
}

function tookOf({ startedAt, endedAt }: FlowSummaryJson): string {
  return endedAt === undefined ? '' : duration(Date.parse(endedAt) - Date.parse(startedAt));
}

function describeFlow(io: Io, flow: FlowJson): string {
  const style = statusStyle(flow.status);
  const facts: [string, string | undefined][] = [
    ['flow', flow.flowId],
    ['name', flow.name === flow.flowId ? undefined : flow.name],
    ['blueprint', `${flow.blueprint} version ${flow.version}`],
    ['status', style ? io.paint(style, flow.status) : flow.status],
    ['run', flow.run === 1 ? undefined : String(flow.run)],
    ['accepted', localTime(flow.acceptedAt)],
    ['ended', flow.endedAt && localTime(flow.endedAt)],
    ['error', flow.error],
    ['cause', flow.cause],
    ['paused by', flow.pausedBy],
    ...flow.open.map(({ state, phase, attempt }): [string, string] => [
      'at',
      `${state} (${phase}, attempt ${attempt})`,
    ]),
    ['input', JSON.stringify(flow.input)],
    ['output', flow.output === undefined ? undefined : JSON.stringify(flow.output)],
  ];
  const known = facts.filter(([, value]) => value !== undefined && value !== '');
  return known.map(([name, value]) => `${io.paint('dim', name.padEnd(10))} ${value}\n`).join('');
}

function describeHistory(io: Io, items: readonly HistoryEventJson[]): string {
  return table(io, items, [
    { title: 'ID', text: ({ id }) => String(id), align: 'right' },
    { title: 'TIME', text: ({ timestamp }) => localTime(timestamp) },
    {
      title: 'EVENT',
      text: ({ type }) => type,
      style: ({ type }) => (/(Failed|TimedOut|Aborted)$/.test(type) ? 'red' : undefined),
    },
    { title: 'STATE', text: ({ state, details }) => [state, details?.['error']].filter(Boolean).join(' ') },
  ]);
}
