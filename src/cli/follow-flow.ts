import type { z } from '@hono/zod-openapi';
import type { FlowView } from '../api/schemas/flow.ts';
import type { HistoryEventView } from '../api/schemas/history.ts';
import type { ApiClient } from './api-client.ts';

export type FlowJson = z.infer<typeof FlowView>;
export type HistoryEventJson = z.infer<typeof HistoryEventView>;
interface HistoryJson {
  readonly items: readonly HistoryEventJson[];
  readonly nextCursor?: string;
}

/** A change may go unnoticed while the stream connects: then this often. */
const LOOK_AGAIN_MS = 1000;
const PAGE = 200;

/** Calls back for every event of the flow, in order, until the flow has ended; resolves to the flow as it ended. */
export async function followFlow(
  api: ApiClient,
  flowId: string,
  onEvent: (event: HistoryEventJson) => void,
): Promise<FlowJson> {
  const path = `/v1/flows/${encodeURIComponent(flowId)}`;
  const changes = watchChanges(api, flowId);
  let seen = 0;
  const readHistory = async () => {
    for (;;) {
      const { items } = await api.get<HistoryJson>(`${path}/history`, { cursor: seen || undefined, limit: PAGE });
      for (const event of items) onEvent(event);
      seen = items.at(-1)?.id ?? seen;
      if (items.length < PAGE) return;
    }
  };
  try {
    for (;;) {
      const flow = await api.get<FlowJson>(path);
      await readHistory();
      // What was read after the flow had ended is the whole history.
      if (flow.endedAt !== undefined && seen >= flow.eventCount) return flow;
      await changes.next(LOOK_AGAIN_MS);
    }
  } finally {
    changes.stop();
  }
}

interface Changes {
  /** Resolves at the next change, at once where one was missed, and after `mostMs` at the latest. */
  readonly next: (mostMs: number) => Promise<void>;
  readonly stop: () => void;
}

function watchChanges(api: ApiClient, flowId: string): Changes {
  const stopped = new AbortController();
  let isMissed = false;
  let wake = () => {
    isMissed = true;
  };
  const listen = async () => {
    for await (const _ of api.events('/v1/events', { flowId }, stopped.signal)) wake();
  };
  // Without the stream the clock below still moves on, and a server that is gone shows at the next request.
  listen().catch(() => undefined);
  return {
    next: (mostMs) => {
      if (isMissed) {
        isMissed = false;
        return Promise.resolve();
      }
      return new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer);
          wake = () => {
            isMissed = true;
          };
          resolve();
        };
        const timer = setTimeout(done, mostMs);
        wake = done;
      });
    },
    stop: () => stopped.abort(),
  };
}
