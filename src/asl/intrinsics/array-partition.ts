import { integerOf, withArguments } from './arguments.ts';

/** States.ArrayPartition: the list cut into lists of the given size; the last may be shorter. The size's fraction is cut off. */
export const arrayPartition = withArguments(2, (list, length) => {
  const size = integerOf(length);
  if (!Array.isArray(list) || size === undefined || size < 1) return undefined;
  return Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size));
});
