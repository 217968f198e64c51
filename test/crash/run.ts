import { parseArgs } from 'node:util';
import { runCampaign, USUAL } from './support/campaign.ts';
import { summaryOf } from './support/summary.ts';

/** The long form: campaigns of about two minutes, one after the other. Prints a summary as JSON; violations make it fail. */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});
const begun = Date.now();
const end = begun + Number(values.minutes) * 60_000;
const CAMPAIGN_MS = 110_000;
const DRAIN_MS = 15_000;
const results = [];
for (let seed = Number(values.seed ?? begun % 1_000_000_000); end - Date.now() > DRAIN_MS; seed += 2) {
  const killsEnd = Math.min(Date.now() + CAMPAIGN_MS, end - DRAIN_MS);
  const result = await runCampaign({
    seed,
    isOver: () => Date.now() >= killsEnd,
    ...USUAL,
    ...(values.verbose ? { log: (line: string) => process.stderr.write(`${line}\n`) } : {}),
  });
  const { flows, kills, violations } = result;
  process.stderr.write(`seed ${seed}: ${flows} flows, ${kills.length} kills, ${violations.length} violations\n`);
  for (const violation of violations) process.stderr.write(`  ${JSON.stringify(violation)}\n`);
  results.push(result);
}
const summary = summaryOf(results);
console.log(JSON.stringify({ minutes: Math.round((Date.now() - begun) / 6_000) / 10, ...summary }, null, 2));
process.exitCode = summary.violations.length === 0 ? 0 : 1;
