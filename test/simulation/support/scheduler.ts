import { SfcError } from '../../../src/errors/sfc-error.ts';
import type { Random } from './random.ts';

/** A conductor that can die. What it asked of others may still be carried out; answers never reach it. */
export interface Process {
  readonly name: string;
  readonly clockSkew: number;
  isAlive: boolean;
}

export interface Weather {
  /** Chance of a call that is refused, nothing done. */
  refused: number;
  /** Chance of a call that is carried out, wholly or in part, and answered with a fault. */
  lost: number;
  /** Chance that the caller dies right before or right after one of its calls. */
  crash: number;
}

interface Step {
  readonly process: Process;
  readonly name: string;
  readonly isAnswer: boolean;
  readonly run: () => void;
}

export interface Scheduler {
  /**
   * A call of a process to the outside: carried out at one moment, answered at a later one. `execute` may do its parts one by
   * one and ask `mayGoOn` between them, so that a lost call can be half done.
   */
  readonly call: <T>(process: Process, name: string, execute: (mayGoOn: () => boolean) => T) => Promise<T>;
  readonly pendingCount: () => number;
  readonly runOne: () => void;
  /** How many processes died where, by `CALL:before` and `CALL:after`. */
  readonly crashes: Map<string, number>;
}

export interface Mishaps {
  /** Whether a call that was answered with a fault may have been carried out all the same. */
  readonly canLose: (call: string) => boolean;
  readonly onCrash: (process: Process) => void;
  /** What the dead have asked for may still be carried out, now or later. */
  readonly outlivesNow: (call: string) => boolean;
  readonly outlivesLater: boolean;
}

export function createScheduler(random: Random, weather: Weather, mishaps: Mishaps): Scheduler {
  const pending: Step[] = [];
  const crashes = new Map<string, number>();

  function take(): Step | undefined {
    const index = random.between(0, pending.length - 1);
    const step = pending[index];
    const last = pending.pop();
    if (last && index < pending.length) pending[index] = last;
    return step;
  }

  function crashAt(process: Process, point: string): boolean {
    if (!random.chance(weather.crash)) return false;
    crashes.set(point, (crashes.get(point) ?? 0) + 1);
    mishaps.onCrash(process);
    return true;
  }

  return {
    crashes,
    pendingCount: () => pending.length,
    call: (process, name, execute) =>
      new Promise((resolve, reject) => {
        const answer = (run: () => void) => pending.push({ process, name, isAnswer: true, run });
        pending.push({
          process,
          name,
          isAnswer: false,
          run: () => {
            if (random.chance(weather.refused)) {
              answer(() => reject(outage('refused')));
              return;
            }
            const isLost = random.chance(weather.lost) && mishaps.canLose(name);
            const value = execute(() => !isLost || random.chance(0.5));
            answer(() => (isLost ? reject(outage('lost')) : resolve(value)));
          },
        });
      }),
    runOne: () => {
      const step = take();
      if (!step) return;
      const { process, isAnswer } = step;
      if (!process.isAlive) {
        if (mishaps.outlivesLater && !isAnswer && random.chance(0.5)) step.run();
        return;
      }
      const isDead = crashAt(process, `${step.name}:${isAnswer ? 'after' : 'before'}`);
      if (!isDead || (!isAnswer && mishaps.outlivesNow(step.name) && random.chance(0.3))) step.run();
    },
  };
}

function outage(what: string): SfcError {
  return new SfcError('SFC_STORE_FULL', `The call was ${what}.`);
}

/** Resolves when every promise that can settle has: Node runs ticks only once the microtasks are done. */
export function microtasksDone(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}
