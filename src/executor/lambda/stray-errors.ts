import { AsyncLocalStorage } from 'node:async_hooks';
import { inspect } from 'node:util';
import type { AslError } from '../../asl/result.ts';
import { functionError, thrownError } from './runtime-error.ts';

type Fail = (error: AslError) => void;

const calls = new AsyncLocalStorage<Fail>();
let isGuarded = false;

/**
 * Runs a handler of a module in this process. What it throws outside its promise (in a timer, in a promise that nobody awaits), and a
 * `process.exit`, would end the conductor, and at the next start again: they fail its job instead, as they fail a Lambda function.
 */
export function withinCall(fail: Fail, run: () => void): void {
  guardProcess();
  calls.run(fail, run);
}

function guardProcess(): void {
  if (isGuarded) return;
  isGuarded = true;
  process.on('uncaughtException', (thrown) => {
    const fail = calls.getStore();
    if (fail !== undefined) fail(thrownError(thrown));
    else if (process.listenerCount('uncaughtException') === 1) endProcess(thrown);
  });
  process.on('unhandledRejection', (reason) => {
    const fail = calls.getStore();
    if (fail !== undefined) fail(functionError('Runtime.UnhandledPromiseRejection', textOf(reason)));
    else if (process.listenerCount('unhandledRejection') === 1) endProcess(reason);
  });
  const { exit } = process;
  process.exit = (code) => {
    const fail = calls.getStore();
    if (fail === undefined) return exit(code);
    const error = functionError('Runtime.ExitError', `The function called process.exit(${code ?? ''})`);
    fail(error);
    // What follows the call is not meant to run. The job has its answer, so that nobody hears of this.
    throw error;
  };
}

function textOf(reason: unknown): string {
  try {
    return reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason);
  } catch {
    return typeof reason;
  }
}

/** What Node does where nobody listens. */
function endProcess(thrown: unknown): never {
  process.stderr.write(`${inspect(thrown)}\n`);
  process.exit(1);
}
