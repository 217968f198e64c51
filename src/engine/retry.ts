import type { CompiledRetrier } from '../asl/program.ts';
import type { AslError } from '../asl/result.ts';
import { matchesError } from './error-names.ts';
import type { Visit } from './flow.ts';

/** The first retrier that knows the error, with the attempts it has left; undefined where the state is not to be retried. */
export function findRetrier(
  retriers: readonly CompiledRetrier[],
  visit: Visit,
  error: AslError,
): { index: number; used: number } | undefined {
  const index = retriers.findIndex((retrier) => matchesError(retrier.errors, error));
  if (index < 0) return undefined;
  const used = visit.retries?.[index] ?? 0;
  return used < (retriers[index] as CompiledRetrier).maxAttempts ? { index, used } : undefined;
}

/** Milliseconds to wait before retry number `used` + 1: IntervalSeconds × BackoffRate^used, at most MaxDelaySeconds, with jitter. */
export function retryDelay(retrier: CompiledRetrier, used: number, random: () => number): number {
  const seconds = Math.min(
    retrier.intervalSeconds * retrier.backoffRate ** used,
    retrier.maxDelaySeconds ?? MAX_DELAY_SECONDS,
  );
  return Math.round((retrier.fullJitter ? seconds * random() : seconds) * 1000);
}

const MAX_DELAY_SECONDS = 31_622_400;
