import { acceptFlow } from '../../engine/accept-flow.ts';
import type { Account } from '../../engine/decision.ts';
import type { JobCall } from '../../engine/effects.ts';
import type { FlowId } from '../../engine/ids.ts';
import type { Seen } from '../../engine/probe.ts';
import { type Answer, runState } from '../../engine/run-state.ts';
import type { TraceEntry } from '../../engine/trace.ts';
import { answersOf } from './answers.ts';
import { inventedContext } from './context.ts';
import { compileTestedState } from './definition.ts';
import { checkMock, mockedAnswer } from './mock.ts';
import { readRequest, type TestStateRequest } from './request.ts';
import { responseOf, type TestStateResponse } from './response.ts';

export interface TestStateOptions {
  /** Does the job of a Task that is tested without a mock; without it such a test is refused. */
  readonly perform?: (job: JobCall) => Answer | Promise<Answer>;
  /** Milliseconds since the epoch. Default: 2024-01-01T00:00:00Z, so that results repeat. */
  readonly now?: number;
  /** The account that an invented context object names. */
  readonly account?: Account;
}

const START = Date.UTC(2024, 0, 1);
/** That of AWS's own examples. */
const ACCOUNT: Account = { id: '123456789012', region: 'us-east-1' };
/** AWS's. */
const LIMITS = { eventsPerDecision: 500, eventsPerFlow: 25_000, payloadBytes: 262_144 };
const NAME = 'test-state';

/**
 * Runs one state on the engine, with a mock for what it calls, and answers as AWS's TestState does. A Wait is over at once.
 * Throws SFC_STATE_NOT_TESTED, with AWS's exception in `details.exception`.
 */
export async function testState(request: TestStateRequest, options: TestStateOptions = {}): Promise<TestStateResponse> {
  const { now = START, account = ACCOUNT } = options;
  const read = readRequest(request);
  const { program, state } = compileTestedState(read);
  checkMock(read, state);
  const mocked = read.mock === undefined ? undefined : await mockedAnswer(read.mock, state);
  const { input, variables, roleArn, stateConfiguration: configuration } = read;

  let seen: Seen = {};
  const show = (more: Seen) => {
    seen = { ...seen, ...more };
  };
  const trace: TraceEntry[] = [];
  const context = read.context ?? inventedContext(state, { input, roleArn, account, now });
  const end = await runState({
    program,
    flow: acceptFlow({ id: NAME as FlowId, name: NAME, blueprint: NAME, version: 1, input, now }),
    variables,
    retries: configuration.retrierRetryCount ?? 0,
    facts: {
      now,
      seed: NAME,
      account,
      limits: LIMITS,
      token: () => NAME,
      trace: (entry) => trace.push(entry),
      probe: { context, show },
    },
    ...answersOf({ mocked, configuration, perform: options.perform, seen: () => seen, show }),
  });
  return responseOf({ request: read, state, seen, trace, now }, end);
}
