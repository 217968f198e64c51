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
    Execution: {
      Id: executionArn(facts, flow),
      Input: flow.input,
      Name: flow.name,
      RoleArn: roleArn(facts, flow),
      StartTime: formatTimestamp(flow.startedAt ?? facts.now),
      RedriveCount: flow.run - 1,
    },
    StateMachine: { Id: arn(facts, 'stateMachine', flow.blueprint), Name: flow.blueprint },
    State: stateContext(visit, isTask),
  };
  return isTask
    ? { ...context, Task: { Token: facts.token({ entry: visit.entry, attempt: visit.attempt }) } }
    : context;
}

function stateContext(visit: Visit, isTask: boolean): JsonObject {
  const context = { Name: visit.state, EnteredTime: formatTimestamp(visit.enteredAt) };
  if (!isTask) return context;
  return { ...context, RetryCount: (visit.retries ?? []).reduce((sum, count) => sum + count, 0) };
}

const NOWHERE: Account = { id: '000000000000', region: 'us-east-1' };

/** The ARN of a Step Functions resource in the account that the flow stands in. */
export function arn({ account = NOWHERE }: Facts, kind: string, name: string): string {
  return `arn:aws:states:${account.region}:${account.id}:${kind}:${name}`;
}

function executionArn(facts: Facts, flow: Pick<Flow, 'blueprint' | 'name'>): string {
  return `${arn(facts, 'execution', flow.blueprint)}:${flow.name}`;
}

export function roleArn({ account = NOWHERE }: Facts, { blueprint }: Pick<Flow, 'blueprint'>): string {
  return account.roleArn ?? `arn:aws:iam::${account.id}:role/${blueprint}`;
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
