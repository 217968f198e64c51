import type { Json, JsonObject } from '../asl/json.ts';
import { formatTimestamp } from '../asl/timestamp.ts';
import type { Draft } from './draft.ts';
import type { Flow, Visit } from './flow.ts';

/** The context object (`$$`, `$states.context`) of a visit; Task.Token only in a Task. Specification: "The Context Object". */
export function contextObject(
  draft: Draft,
  visit: Visit,
  item?: { readonly index: number; readonly value: Json },
): JsonObject {
  const { flow, facts } = draft;
  const context: Record<string, Json> = {
    Execution: {
      Id: executionArn(flow),
      Input: flow.input,
      Name: flow.name,
      RoleArn: `arn:aws:iam::${ACCOUNT}:role/${flow.blueprint}`,
      StartTime: formatTimestamp(flow.startedAt ?? facts.now),
      RedriveCount: flow.run - 1,
    },
    StateMachine: { Id: `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${flow.blueprint}`, Name: flow.blueprint },
    State: {
      Name: visit.state,
      EnteredTime: formatTimestamp(visit.enteredAt),
      RetryCount: (visit.retries ?? []).reduce((sum, count) => sum + count, 0),
    },
    Task: { Token: facts.token({ entry: visit.entry, attempt: visit.attempt }) },
  };
  const current = item ?? currentItem(draft, visit);
  if (current !== undefined) context['Map'] = { Item: { Index: current.index, Value: current.value } };
  return context;
}

const REGION = 'us-east-1';
const ACCOUNT = '000000000000';

function executionArn(flow: Pick<Flow, 'blueprint' | 'name'>): string {
  return `arn:aws:states:${REGION}:${ACCOUNT}:execution:${flow.blueprint}:${flow.name}`;
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
