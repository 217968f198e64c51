import { isObject } from '../json.ts';
import { withArguments } from './arguments.ts';

/** States.JsonMerge: the members of both objects, the second's where both have one. Only shallow merging (`false`) exists. */
export const jsonMerge = withArguments(3, (first, second, isDeep) =>
  isObject(first) && isObject(second) && isDeep === false ? { ...first, ...second } : undefined,
);
