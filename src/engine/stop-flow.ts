import type { Json } from '../asl/json.ts';
import { recordRunAborts } from './cancel.ts';
import type { Draft } from './draft.ts';
import { recordAfter } from './draft.ts';
import { isDue } from './due-timer.ts';
import type { FireTimer, StopFlow } from './inputs.ts';
import { beginOperation } from './operations.ts';
import { endFlow, keepUnfinished } from './transition.ts';

/** Ends the flow as ABORTED, whatever it does. */
export function stopFlow(draft: Draft, verb: StopFlow): boolean {
  const { flow } = draft;
  if (flow.endedAt !== undefined || !beginOperation(draft, verb)) return false;
  keepUnfinished(draft);
  recordRunAborts(draft);
  const details: Record<string, Json> = {};
  if (verb.error !== undefined) details['error'] = verb.error;
  if (verb.cause !== undefined) details['cause'] = verb.cause;
  recordAfter(draft, 0, 'ExecutionAborted', details);
  if (verb.error !== undefined)
    flow.error = verb.cause === undefined ? { error: verb.error } : { error: verb.error, cause: verb.cause };
  endFlow(draft, 'ABORTED');
  return true;
}

/** The blueprint's TimeoutSeconds passed; it counts while the flow is paused, too. */
export function timeOutFlow(draft: Draft, timer: FireTimer): boolean {
  const { flow } = draft;
  if (flow.endedAt !== undefined || flow.run !== timer.attempt) return false;
  if (!isDue(timer, flow.timeoutAt, draft.facts.now)) return false;
  keepUnfinished(draft);
  recordRunAborts(draft);
  recordAfter(draft, 0, 'ExecutionTimedOut', { error: 'States.Timeout' });
  flow.error = { error: 'States.Timeout' };
  endFlow(draft, 'TIMED_OUT');
  return true;
}
