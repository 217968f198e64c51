import { isObject } from '../json.ts';
import { withArguments } from './arguments.ts';

/** States.JsonMerge: the members of both objects, the second's where both have one. AWS has no deep merging (`true`). */
export const jsonMerge = withArguments(3, (first, second, isDeep) =>
  isObject(first) && isObject(second) && isDeep !== true ? { ...first, ...second } : undefined,
);
