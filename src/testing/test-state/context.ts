import { isObject, type Json, type JsonObject, member } from '../../asl/json.ts';
import type { CompiledState } from '../../asl/program.ts';
import { formatTimestamp } from '../../asl/timestamp.ts';
import type { Account } from '../../engine/decision.ts';
import { invalid } from './refusal.ts';

type FieldType = 'string' | 'number' | 'any';

/** The fields that a context object may be given. AWS: "Context object data". */
const FIELDS: Readonly<Record<string, Readonly<Record<string, FieldType>>>> = {
  Execution: {
    Id: 'string',
    Input: 'any',
    Name: 'string',
    RoleArn: 'string',
    StartTime: 'string',
    RedriveCount: 'number',
    RedriveTime: 'string',
  },
  State: { EnteredTime: 'string', Name: 'string', RetryCount: 'number' },
  StateMachine: { Id: 'string', Name: 'string' },
  Task: { Token: 'string' },
};

/** The context object of a request. Throws SFC_STATE_NOT_TESTED where it is no context object. */
export function readContext(context: Json | undefined): JsonObject {
  if (!isObject(context)) throw refused('must be a valid JSON object');
  for (const [section, value] of Object.entries(context)) {
    if (section === 'Map') throw refused("'Map' field is not supported when mocking a Context object");
    const known = member(FIELDS as never, section) as unknown as Record<string, FieldType> | undefined;
    if (known === undefined) throw refused(`Field '${section}' is not allowed`);
    if (!isObject(value)) throw refused(`Field '${section}' must be an object`);
    checkSection(value, known);
  }
  return context;
}

function checkSection(section: JsonObject, known: Readonly<Record<string, FieldType>>): void {
  for (const [name, value] of Object.entries(section)) {
    if (!Object.hasOwn(known, name)) throw refused(`Field '${name}' is not allowed`);
    const type = known[name];
    if (type !== 'any' && typeof value !== type) throw refused(`Field '${name}' must be a ${type}`);
  }
}

/** Only a task that hands its token on sees `Task`. Throws SFC_STATE_NOT_TESTED. */
export function checkContextFor(state: CompiledState, context: JsonObject): void {
  if (!Object.hasOwn(context, 'Task') || hasToken(state)) return;
  throw refused(
    "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' service integration pattern",
  );
}

function hasToken(state: CompiledState): boolean {
  return state.type === 'Task' && state.processor.kind === 'service' && state.processor.pattern !== 'request';
}

function refused(what: string) {
  return invalid(`Invalid Context object provided: ${what}`);
}

/** What an invented context object is made of. */
export interface Circumstances {
  readonly input: Json;
  readonly roleArn: string | undefined;
  readonly account: Account;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const STATE_MACHINE = 'TestState';
const EXECUTION = 'test-state';

/** What TestState shows where the request has no context object: an express execution of a state machine of its own. */
export function inventedContext(state: CompiledState, { input, roleArn, account, now }: Circumstances): JsonObject {
  const time = formatTimestamp(now);
  const arn = `arn:aws:states:${account.region}:${account.id}`;
  const context = {
    Execution: {
      Id: `${arn}:express:${STATE_MACHINE}:${EXECUTION}`,
      Input: input,
      Name: EXECUTION,
      ...(roleArn === undefined ? {} : { RoleArn: roleArn }),
      StartTime: time,
    },
    StateMachine: { Id: `${arn}:stateMachine:${STATE_MACHINE}`, Name: STATE_MACHINE },
    State: { Name: state.name, EnteredTime: time, RetryCount: 0 },
  };
  return hasToken(state) ? { ...context, Task: { Token: 'test-state-token' } } : context;
}
