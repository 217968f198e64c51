import type { Config } from '../config.ts';
import type { Account } from '../engine/decision.ts';

/** What the ARNs of flows and blueprints name: the context object and the history show them. */
export function accountOf({ aws: { accountId, region = 'us-east-1', roleArn } }: Pick<Config, 'aws'>): Account {
  return { id: accountId, region, ...(roleArn !== undefined && { roleArn }) };
}
