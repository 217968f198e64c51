import { z } from '@hono/zod-openapi';
import type { Flow, FlowStatus, Phase, Visit } from '../../engine/flow.ts';
import type { FlowDocument } from '../../ports/flow-index.ts';
import { BlueprintName } from './blueprint.ts';
import { iso, JsonValue, Page, Timestamp } from './common.ts';

export const FlowIdParam = z.object({
  flowId: z.string().min(1).max(300).openapi({ description: 'The id of a flow.', example: '0198c5c2-7a52-7d6e' }),
});

const STATUSES = ['RUNNING', 'PAUSED', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const satisfies FlowStatus[];
const FlowStatusName = z
  .enum(STATUSES)
  .openapi('FlowStatus', { title: 'Status', description: 'The first two are of flows that have not ended.' });

export const StartFlowRequest = z
  .strictObject({
    blueprint: BlueprintName,
    version: z.int().min(1).optional().openapi({ description: 'Default: the active version.', example: 2 }),
    name: z
      .string()
      .min(1)
      .max(400)
      .optional()
      .openapi({ description: 'The same name and input again give the same flow.', example: 'order-4711' }),
    input: JsonValue.optional().openapi({ description: 'Default: `{}`.', example: { order: 4711 } }),
  })
  .openapi('StartFlowRequest', { title: 'Start', description: 'Starts a flow of a blueprint.' });

export const StartedFlow = z
  .object({
    flowId: z.string().openapi({ example: '0198c5c2-7a52-7d6e' }),
    created: z.boolean().openapi({ description: 'False where the name was known: this is the flow that has it.' }),
  })
  .openapi('StartedFlow', { title: 'Accepted flow', description: 'The flow is stored and will run.' });

/** A list given as `status=FAILED,TIMED_OUT` or by repeating the parameter. */
const statuses = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => [value].flat().flatMap((item) => item.split(',')))
  .pipe(z.array(z.enum(STATUSES)))
  .optional()
  .openapi({ type: 'string', description: 'One or several, separated by commas.', example: 'FAILED,TIMED_OUT' });

const time = (description: string) =>
  z.iso.datetime({ offset: true }).optional().openapi({ description, example: '2026-11-22T00:00:00Z' });

export const FlowFilter = Page.extend({
  blueprint: BlueprintName.optional(),
  status: statuses,
  q: z
    .string()
    .max(500)
    .optional()
    .openapi({ description: 'Words that must all occur in name, error, cause or input.' }),
  error: z.string().max(300).optional().openapi({ description: 'The name of the error.', example: 'States.Timeout' }),
  from: time('Started at this time or later.'),
  to: time('Started before this time.'),
});

const visitFields = {
  entry: z.int().openapi({ description: 'Numbers the entries of states; never reused.', example: 4 }),
  state: z.string().openapi({ example: 'Charge' }),
  parent: z.int().optional().openapi({ description: 'The entry of the Parallel or Map around it.' }),
  index: z.int().openapi({ description: 'Branch or iteration number.' }),
  attempt: z.int().openapi({ description: 'Attempts made so far.' }),
  phase: z.string().openapi({ description: 'What it waits for.', example: 'job' }),
  enteredAt: Timestamp,
  dueAt: Timestamp.optional(),
  processor: z.string().optional().openapi({ description: 'Who does the open job.' }),
};
const OpenVisit = z
  .object(visitFields)
  .openapi('OpenState', { title: 'Open state', description: 'A state that has been entered and not left.' });

const summaryFields = {
  flowId: z.string().openapi({ example: '0198c5c2-7a52-7d6e' }),
  name: z.string().openapi({ example: 'order-4711' }),
  blueprint: BlueprintName,
  version: z.int().openapi({ example: 2 }),
  status: FlowStatusName,
  run: z.int().openapi({ description: 'A retry begins the next run.', example: 1 }),
  revision: z.int(),
  startedAt: Timestamp,
  endedAt: Timestamp.optional(),
  error: z.string().optional().openapi({ example: 'States.Timeout' }),
  cause: z.string().optional(),
};

export const FlowSummary = z
  .object({
    ...summaryFields,
    updatedAt: Timestamp,
    states: z.array(z.string()).openapi({ description: 'Open states.' }),
  })
  .openapi('FlowSummary', { title: 'Flow in a list', description: 'May lag a moment behind the flow itself.' });

export const FlowView = z
  .object({
    ...summaryFields,
    acceptedAt: Timestamp,
    startedAt: Timestamp.optional(),
    input: JsonValue,
    output: JsonValue.optional(),
    eventCount: z.int().openapi({ description: 'Length of its history.' }),
    pausedBy: z.string().optional(),
    open: z.array(OpenVisit),
    startedBy: JsonValue.optional().openapi({ description: 'The trigger record or parent flow.' }),
  })
  .openapi('Flow', { title: 'Flow', description: 'The flow as its store holds it.' });

export function flowSummary(document: FlowDocument) {
  const { startedAt, updatedAt, endedAt, text: _, ...rest } = document;
  return {
    ...rest,
    startedAt: iso(startedAt),
    updatedAt: iso(updatedAt),
    endedAt: endedAt === undefined ? undefined : iso(endedAt),
  };
}

export function flowView({ flow, revision }: { readonly flow: Flow; readonly revision: number }) {
  const { id, name, blueprint, version, status, run, input, output, error, eventCount, pausedBy, startedBy } = flow;
  return {
    flowId: id,
    name,
    blueprint,
    version,
    status,
    run,
    revision,
    acceptedAt: iso(flow.acceptedAt),
    startedAt: flow.startedAt === undefined ? undefined : iso(flow.startedAt),
    endedAt: flow.endedAt === undefined ? undefined : iso(flow.endedAt),
    error: error?.error,
    cause: error?.cause,
    input,
    output,
    eventCount,
    pausedBy,
    startedBy,
    open: Object.values(flow.visits).map(visitView),
  };
}

function visitView({ entry, state, parent, index, attempt, phase, enteredAt }: Visit) {
  const due = dueTime(phase);
  return {
    entry,
    state,
    parent,
    index,
    attempt,
    phase: phase.type,
    enteredAt: iso(enteredAt),
    dueAt: due === undefined ? undefined : iso(due),
    processor: processorOf(phase),
  };
}

/** Of a Map also the resource that its items are read from, or its results written to. */
function processorOf(phase: Phase): string | undefined {
  if (phase.type === 'writing') return phase.destination.resource;
  return phase.type === 'job' || phase.type === 'reading' ? phase.job.processor : undefined;
}

function dueTime(phase: Phase): number | undefined {
  if (phase.type === 'wait' || phase.type === 'backoff') return phase.dueTime;
  return phase.type === 'job' || phase.type === 'join' ? phase.timeoutAt : undefined;
}
