import type { Json } from '../json.ts';
import type { Argument, Intrinsic } from './call.ts';

const maxInt = 2_147_483_647;

/** Makes an intrinsic function of exactly `count` arguments out of a function on their values. */
export function withArguments(count: number, apply: (...values: Json[]) => Json | undefined): Intrinsic {
  return (parameters: readonly Argument[]) =>
    parameters.length === count ? apply(...parameters.map((parameter) => parameter.value)) : undefined;
}

/** The integer in a number, its fraction cut off, if it fits into 32 bits. */
export function integerOf(value: Json | undefined): number | undefined {
  return typeof value === 'number' ? int32(Math.trunc(value)) : undefined;
}

/** The number itself if it is in the range of a signed 32-bit integer. */
export function int32(value: number): number | undefined {
  return value >= -maxInt - 1 && value <= maxInt ? value + 0 : undefined;
}
