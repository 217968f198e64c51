import { withArguments } from './arguments.ts';
import { hashText } from './hash-text.ts';

const maxLength = 10_000;

/** States.Hash: the hash of a text of at most 10 000 characters; of any other value, the hash of its JSON text. */
export const hash = withArguments(2, (value, algorithm) => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return typeof algorithm === 'string' && text.length <= maxLength ? hashText(text, algorithm) : undefined;
});
