import { randomUUID } from 'node:crypto';
import type { Claims } from '../../ports/claims.ts';
import { type DynamoClient, isRefused } from './dynamo-client.ts';
import { stringOf } from './packed-text.ts';
import { FLOWS_TABLE } from './tables.ts';

export interface ClaimsParts {
  readonly client: DynamoClient;
  readonly prefix: string;
}

/** A claim is an item beside its flow's state. The claimant's mark tells a repeated write from another's. */
export function createClaims({ client, prefix }: ClaimsParts): Claims {
  return {
    async claim(flowId, token) {
      const claimant = randomUUID();
      const output = await client.call('PutItem', {
        TableName: `${prefix}${FLOWS_TABLE.name}`,
        Item: { flowId: { S: flowId }, part: { S: `claim#${token}` }, claimant: { S: claimant } },
        ConditionExpression: 'attribute_not_exists(flowId)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      return !isRefused(output) || stringOf(output.item?.['claimant']) === claimant;
    },
  };
}
