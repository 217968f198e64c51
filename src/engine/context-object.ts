import type { Json, JsonObject } from '../asl/json.ts';
import { formatTimestamp } from '../asl/timestamp.ts';
import { childArn, childName } from './child-names.ts';
import type { Account, Facts } from './decision.ts';
import type { Draft } from './draft.ts';
import type { Flow, Visit } from './flow.ts';
import { type MapItem, mapItem } from './map-item.ts';

/**
 * The context object (`$$`, `$states.context`) of a visit; the token and the number of retries only in a Task.
 * Specification: "The Context Object".
 */
export function contextObject(draft: Draft, visit: Visit, isTask: boolean, item?: MapItem): JsonObject {
  const context = draft.facts.probe?.context ?? ownContext(draft, visit, isTask);
  const current = item ?? currentItem(draft, visit);
  return current === undefined ? context : { ...context, Map: { Item: itemContext(current) } };
}

function itemContext({ index, key, value, source }: MapItem): JsonObject {
  const item = { Index: index, Value: value, Source: source };
  return key === undefined ? item : { ...item, Key: key };
}

function ownContext(draft: Draft, visit: Visit, isTask: boolean): JsonObject {
  const { flow, facts } = draft;
  const context = {
    ...(childContext(draft, visit) ?? {
      Execution: executionContext(flow, facts),
      StateMachine: { Id: arn(facts, 'stateMachine', flow.blueprint), Name: flow.blueprint },
    }),
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

/** Of a visit within an iteration of a distributed Map: the iteration is an execution of its own. */
function childContext({ flow, facts }: Draft, visit: Visit): JsonObject | undefined {
  for (let scope = visit; scope.parent !== undefined; ) {
    const parent = flow.visits[scope.parent];
    if (parent === undefined) return undefined;
    const run = parent.phase.type === 'children' ? parent.phase.run : undefined;
    if (run !== undefined && scope.execution !== undefined) {
      const execution = {
        Id: childArn(run, scope.index),
        Input: scope.execution.input,
        Name: childName(run, scope.index),
        RoleArn: roleArn(facts, flow),
        StartTime: formatTimestamp(scope.execution.startedAt),
        RedriveCount: 0,
      };
      return { Execution: execution, StateMachine: { Id: run.stateMachine, Name: nameOf(run.stateMachine) } };
    }
    scope = parent;
  }
  return undefined;
}

function nameOf(resourceArn: string): string {
  return resourceArn.slice(resourceArn.lastIndexOf(':') + 1);
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

/** The item of the nearest Map that the visit runs in; a batch has none. */
function currentItem(draft: Draft, visit: Visit): MapItem | undefined {
  let scope = visit;
  while (scope.parent !== undefined) {
    const parent = draft.flow.visits[scope.parent];
    if (parent === undefined) return undefined;
    if (parent.phase.type === 'children' && parent.phase.items !== undefined) return mapItem(parent.phase, scope.index);
    scope = parent;
  }
  return undefined;
}
