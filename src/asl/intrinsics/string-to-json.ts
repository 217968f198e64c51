import type { Json } from '../json.ts';
import { withArguments } from './arguments.ts';

/** States.StringToJson: the value that a JSON text stands for; a blank text stands for null. */
export const stringToJson = withArguments(1, (text) => {
  if (typeof text !== 'string') return undefined;
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
});
