import { z } from '@hono/zod-openapi';
import type { HistoryEvent } from '../../engine/events.ts';
import type { MonitorService } from '../services.ts';
import { iso, JsonValue, Page, Timestamp } from './common.ts';

type FlowPath = Awaited<ReturnType<MonitorService['path']>>;

export const HistoryPage = Page.extend({
  reverse: z.enum(['true', 'false']).default('false').openapi({ description: 'Newest first.', example: 'false' }),
});

export const HistoryEventView = z
  .object({
    id: z.int().openapi({ description: 'From 1, without gaps.', example: 3 }),
    previousEventId: z.int(),
    type: z.string().openapi({ example: 'TaskStateEntered' }),
    timestamp: Timestamp,
    state: z.string().optional(),
    details: z.record(z.string(), JsonValue).optional(),
  })
  .openapi('HistoryEvent', {
    title: 'Event',
    description: "A fact of a flow's history, named as Step Functions names it.",
  });

export const PathView = z
  .object({
    items: z.array(
      z
        .object({
          eventId: z.int().openapi({ description: 'The event that entered it.', example: 2 }),
          parent: z.int().optional().openapi({ description: '`eventId` of the Parallel or Map around it.' }),
          state: z.string().openapi({ example: 'Charge' }),
          type: z.string().openapi({ example: 'Task' }),
          status: z.enum(['RUNNING', 'RETRYING', 'SUCCEEDED', 'CAUGHT', 'FAILED', 'ABORTED']),
          enteredAt: Timestamp,
          exitedAt: Timestamp.optional(),
          error: z.string().optional(),
        })
        .openapi('PathEntry', { title: 'Visit', description: 'One visit of a state.' }),
    ),
    isTruncated: z.boolean().openapi({ description: 'The flow has more events than were read for this.' }),
  })
  .openapi('Path', { title: 'Path', description: 'The states a flow went through, in the order they were entered.' });

export function pathView({ entries, isTruncated }: FlowPath) {
  const items = entries.map(({ enteredAt, exitedAt, ...entry }) => ({
    ...entry,
    enteredAt: iso(enteredAt),
    exitedAt: exitedAt === undefined ? undefined : iso(exitedAt),
  }));
  return { items, isTruncated };
}

export function historyEventView({ id, previousEventId, type, time, state, details }: HistoryEvent) {
  return { id, previousEventId, type, timestamp: iso(time), state, details };
}
