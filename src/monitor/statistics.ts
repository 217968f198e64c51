import type { FlowStatus } from '../engine/flow.ts';
import type { FlowDocument, FlowIndex, StatusCount } from '../ports/flow-index.ts';

/** Durations in milliseconds, over the latest ended flows. */
export interface Statistics {
  readonly counts: readonly StatusCount[];
  readonly durationMs?: { readonly p50: number; readonly p95: number; readonly p99: number; readonly flows: number };
  /** Most frequent first, among the latest ended flows. */
  readonly errors?: readonly { readonly error: string; readonly count: number }[];
}

const LATEST = 500;
const ENDED: readonly FlowStatus[] = ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'];

export async function blueprintStatistics(flowIndex: FlowIndex, blueprint: string): Promise<Statistics> {
  const [counts, ended] = await Promise.all([
    flowIndex.counts(),
    flowIndex.search({ blueprint, status: ENDED, limit: LATEST }),
  ]);
  const durations = ended.items.flatMap(durationOf).sort((a, b) => a - b);
  const errors = errorCounts(ended.items);
  return {
    counts: counts.filter((count) => count.blueprint === blueprint),
    ...(durations.length === 0
      ? {}
      : {
          durationMs: {
            p50: percentile(durations, 0.5),
            p95: percentile(durations, 0.95),
            p99: percentile(durations, 0.99),
            flows: durations.length,
          },
        }),
    ...(errors.length === 0 ? {} : { errors }),
  };
}

function durationOf({ startedAt, endedAt }: FlowDocument): number[] {
  return endedAt === undefined ? [] : [endedAt - startedAt];
}

/** The smallest value that at least this share of the sorted values does not exceed. */
function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

function errorCounts(documents: readonly FlowDocument[]): { error: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { error } of documents) if (error !== undefined) counts.set(error, (counts.get(error) ?? 0) + 1);
  return [...counts].map(([error, count]) => ({ error, count })).sort((a, b) => b.count - a.count);
}
