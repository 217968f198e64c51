import type { Json } from '../json.ts';
import { int32, withArguments } from './arguments.ts';

/** States.MathAdd: the sum of two numbers, each first rounded to the nearest integer, halves upwards. All are 32-bit integers. */
export const mathAdd = withArguments(2, (first, second) => {
  const [left, right] = [rounded(first), rounded(second)];
  return left === undefined || right === undefined ? undefined : int32(left + right);
});

function rounded(value: Json | undefined): number | undefined {
  return typeof value === 'number' ? int32(Math.round(value)) : undefined;
}
