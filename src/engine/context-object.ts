import type { Json, JsonObject } from '../asl/json.ts';
import { formatTimestamp } from '../asl/timestamp.ts';
import type { Account, Facts } from './decision.ts';
import type { Draft } from './draft.ts';
import type { Flow, Visit } from './flow.ts';

/**
 * The context object (`$$`, `$states.context`) of a visit; the token and the number of retries only in a Task.
 * Specification: "The Context Object".
 */
export function contextObject(
  draft: Draft,
  visit: Visit,
  isTask: boolean,
  item?: { readonly index: number; readonly value: Json },
): JsonObject {
  const context = draft.facts.probe?.context ?? ownContext(draft, visit, isTask);
  const current = item ?? currentItem(draft, visit);
  return current === undefined
    ? context
    : { ...context, Map: { Item: { Index: current.index, Value: current.value } } };
}

function ownContext({ flow, facts }: Draft, visit: Visit, isTask: boolean): JsonObject {
  const context = {
    Execution: executionContext(flow, facts),
    StateMachine: { Id: arn(facts, 'stateMachine', flow.blueprint), Name: flow.blueprint },
    State: stateContext(visit, isTask),
  };
  return isTask
    ? { ...context, Task: { Token: facts.token({ entry: visit.entry, attempt: visit.attempt }) } }
    : context;
}

/** A caller who waits for an express execution never redrives it: there the context does not count. */
function executionContext(flow: Draft['flow'], facts: Facts): JsonObject {
  const execution: Record<string, Json> = {
    Id: executionArn(facts, flow),
    Input: flow.input,
    Name: flow.name,
    RoleArn: roleArn(facts, flow),
    StartTime: formatTimestamp(flow.startedAt ?? facts.now),
  };
  if (flow.express !== 'SYNC') execution['RedriveCount'] = flow.run - 1;
  if (flow.redrivenAt !== undefined) execution['RedriveTime'] = formatTimestamp(flow.redrivenAt);
  return execution;
}

function stateContext(visit: Visit, isTask: boolean): JsonObject {
  const context = { Name: visit.state, EnteredTime: formatTimestamp(visit.enteredAt) };
  if (!isTask) return context;
  return { ...context, RetryCount: (visit.retries ?? []).reduce((sum, count) => sum + count, 0) };
}

/** The account of AWS's own examples. */
const NOWHERE: Account = { id: '123456789012', region: 'us-east-1' };

/** The ARN of a Step Functions resource in the account that the flow stands in. */
export function arn({ account = NOWHERE }: Facts, kind: string, name: string): string {
  return `arn:${partitionOf(account)}:states:${account.region}:${account.id}:${kind}:${name}`;
}

function partitionOf({ region }: Account): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** Names of express executions may be given again: their ARN ends in an id of its own. */
function executionArn(facts: Facts, { id, blueprint, name, express }: Draft['flow']): string {
  if (express === undefined) return `${arn(facts, 'execution', blueprint)}:${name}`;
  return `${arn(facts, 'express', blueprint)}:${name}:${id}`;
}

export function roleArn({ account = NOWHERE }: Facts, { blueprint }: Pick<Flow, 'blueprint'>): string {
  return account.roleArn ?? `arn:${partitionOf(account)}:iam::${account.id}:role/${blueprint}`;
}

/** The item of the nearest Map that the visit runs in. */
function currentItem(draft: Draft, visit: Visit): { index: number; value: Json } | undefined {
  let scope = visit;
  while (scope.parent !== undefined) {
    const parent = draft.flow.visits[scope.parent];
    if (parent === undefined) return undefined;
    const value = parent.phase.type === 'children' ? parent.phase.items?.[scope.index] : undefined;
    if (value !== undefined) return { index: scope.index, value };
    scope = parent;
  }
  return undefined;
}
