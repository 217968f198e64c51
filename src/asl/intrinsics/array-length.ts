import { withArguments } from './arguments.ts';

/** States.ArrayLength: the number of items. */
export const arrayLength = withArguments(1, (list) => (Array.isArray(list) ? list.length : undefined));
