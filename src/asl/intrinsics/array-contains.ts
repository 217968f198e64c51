import { equalJson } from '../equal-json.ts';
import { withArguments } from './arguments.ts';

/** States.ArrayContains: whether one item of the list equals the second argument. */
export const arrayContains = withArguments(2, (list, wanted) =>
  Array.isArray(list) && wanted !== undefined ? list.some((item) => equalJson(item, wanted)) : undefined,
);
