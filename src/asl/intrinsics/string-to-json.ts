import type { Json } from '../json.ts';
import { weightOf } from '../weight.ts';
import { withArguments } from './arguments.ts';

/** States.StringToJson: the value that a JSON text stands for; a blank text stands for null. Nested a thousand levels at most. */
export const stringToJson = withArguments(1, (text) => {
  if (typeof text !== 'string') return undefined;
  if (text.trim() === '') return null;
  try {
    const value = JSON.parse(text) as Json;
    return Number.isFinite(weightOf(value, Number.POSITIVE_INFINITY)) ? value : undefined;
  } catch {
    return undefined;
  }
});
