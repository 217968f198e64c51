/**
 * A step of a decision. It runs straight through, and hands out a promise only where JSONata has to be evaluated:
 * a JSONPath blueprint never leaves the synchronous path.
 */
export type Work<T> = Generator<Promise<unknown>, T, unknown>;

/** Runs work to its end: at once where nothing is awaited, else as a promise. */
export function runWork<T>(work: Work<T>): T | Promise<T> {
  const step = work.next();
  return step.done ? step.value : continueWork(work, step.value);
}

async function continueWork<T>(work: Work<T>, first: Promise<unknown>): Promise<T> {
  let pending = first;
  for (;;) {
    const step = work.next(await pending);
    if (step.done) return step.value;
    pending = step.value;
  }
}

/** The value of a promise, within work. */
export function* awaited<T>(promise: Promise<T>): Work<T> {
  return (yield promise) as T;
}
