import { integerOf, withArguments } from './arguments.ts';

/** States.ArrayGetItem: the item at an index from 0, its fraction cut off. On AWS an empty list has null at any index. */
export const arrayGetItem = withArguments(2, (list, position) => {
  const index = integerOf(position);
  if (!Array.isArray(list) || index === undefined || index < 0) return undefined;
  return list.length === 0 ? null : list[index];
});
