import { setImmediate } from 'node:timers/promises';
import { SfcError } from '../errors/sfc-error.ts';

export interface GateOptions {
  readonly atOnce: number;
  /** How many more may wait for their turn. */
  readonly waiting: number;
}

/** Does the work when it is its turn. Throws SFC_TOO_MANY_SIMULATIONS where too many wait already. */
export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

/** First come, first served; before each piece of work everything else on the server has its turn. */
export function createGate({ atOnce, waiting }: GateOptions): Gate {
  const queue: (() => void)[] = [];
  let running = 0;

  async function enter(): Promise<void> {
    if (running < atOnce) {
      running++;
      return;
    }
    if (queue.length >= waiting)
      throw new SfcError('SFC_TOO_MANY_SIMULATIONS', `${atOnce} run and ${waiting} wait for their turn already.`);
    await new Promise<void>((resolve) => queue.push(resolve));
  }

  function leave(): void {
    const next = queue.shift();
    if (next === undefined) running--;
    else next();
  }

  return async (work) => {
    await enter();
    try {
      await setImmediate();
      return await work();
    } finally {
      leave();
    }
  };
}
