import { withArguments } from './arguments.ts';

/** States.ArrayGetItem: the item at an index from 0. An empty list has the item null at any index, as on AWS. */
export const arrayGetItem = withArguments(2, (list, index) => {
  if (!Array.isArray(list) || typeof index !== 'number' || !Number.isInteger(index) || index < 0) return undefined;
  return list.length === 0 ? null : list[index];
});
