import { setTimeout } from 'node:timers/promises';
import type { Decide } from './decide-flow.ts';

/** How long decisions may hold the thread before timers, sockets and the API get a turn. */
const LONGEST_MILLISECONDS = 25;
/** An answer of the API takes several turns of the event loop, and a commit in between. */
const LONGEST_REST_MILLISECONDS = 250;

/**
 * Decisions that evaluate JSONata are promises, and promises alone never let the event loop go on: a batch of costly ones would
 * stop everything else until the last. Here one is made after the other, and the loop goes on between them.
 */
export function takeTurns<Program>(decide: Decide<Program>): Decide<Program> {
  let last: Promise<unknown> | undefined;
  let since = 0;

  function wait(turn: Promise<unknown>): void {
    const settled = turn.then(rest, rest);
    last = settled;
    void settled.then(() => {
      if (last === settled) last = undefined;
    });
  }

  async function rest(): Promise<void> {
    const held = performance.now() - since;
    if (held <= LONGEST_MILLISECONDS) return;
    await setTimeout(Math.min(held / 4, LONGEST_REST_MILLISECONDS));
    since = performance.now();
  }

  return (program, flow, input, facts) => {
    if (last === undefined) {
      since = performance.now();
      const decision = decide(program, flow, input, facts);
      if (decision instanceof Promise) wait(decision);
      return decision;
    }
    const decision = last.then(() => decide(program, flow, input, facts));
    wait(decision);
    return decision;
  };
}
