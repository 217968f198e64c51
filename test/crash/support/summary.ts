import type { CampaignResult } from './campaign.ts';
import { POINT_NAMES } from './points.ts';

/** The figures of several campaigns. */
export function summaryOf(results: readonly CampaignResult[]) {
  const sum = (figure: (result: CampaignResult) => number) =>
    results.reduce((total, result) => total + figure(result), 0);
  const kills = results.flatMap((result) => result.kills);
  const killsAt = Object.fromEntries(
    [...POINT_NAMES, 'closing' as const, 'random' as const].map((point) => [
      point,
      kills.filter(({ at }) => at === point).length,
    ]),
  );
  const jobs: Record<string, { calls: number; tokens: number; repeated: number }> = {};
  for (const result of results) {
    for (const [task, { calls, tokens, repeated }] of Object.entries(result.jobs)) {
      const known = jobs[task] ?? { calls: 0, tokens: 0, repeated: 0 };
      jobs[task] = {
        calls: known.calls + calls,
        tokens: known.tokens + tokens,
        repeated: known.repeated + repeated,
      };
    }
  }
  const total = (figure: 'calls' | 'tokens' | 'repeated') =>
    Object.values(jobs).reduce((before, counts) => before + counts[figure], 0);
  return {
    seeds: results.map(({ seed }) => seed),
    flows: sum(({ flows }) => flows),
    acceptedStarts: sum(({ acceptedStarts }) => acceptedStarts),
    repeatedStarts: sum(({ repeatedStarts }) => repeatedStarts),
    repeatedRequests: sum(({ repeatedRequests }) => repeatedRequests),
    kills: kills.length,
    killsAt,
    restarts: sum(({ restarts }) => restarts),
    jobsPerformed: { calls: total('calls'), tokens: total('tokens'), repeated: total('repeated') },
    jobs,
    violations: results.flatMap(({ seed, violations }) => violations.map((violation) => ({ seed, ...violation }))),
  };
}
