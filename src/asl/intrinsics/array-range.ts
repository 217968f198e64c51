import { integerOf, withArguments } from './arguments.ts';

const maxItems = 1000;

/** States.ArrayRange: the numbers from the first to the second, both included, by steps of the third; at most 1000. */
export const arrayRange = withArguments(3, (first, last, increment) => {
  const [start, end, step] = [integerOf(first), integerOf(last), integerOf(increment)];
  if (start === undefined || end === undefined || step === undefined || step === 0) return undefined;
  const count = Math.max(0, Math.floor((end - start) / step) + 1);
  return count > maxItems ? undefined : Array.from({ length: count }, (_, at) => start + at * step);
});
