import type { Intrinsic } from './call.ts';

/** States.Array: the list of its arguments. */
export const array: Intrinsic = (parameters) => parameters.map((parameter) => parameter.value);
