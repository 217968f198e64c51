import { withArguments } from './arguments.ts';

/** States.JsonToString: the value as compact JSON text. */
export const jsonToString = withArguments(1, (value) => JSON.stringify(value));
