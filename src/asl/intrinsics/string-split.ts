import { withArguments } from './arguments.ts';

/** States.StringSplit: the parts of a text between any of the characters of the second argument. Empty parts are left out. */
export const stringSplit = withArguments(2, (text, delimiters) => {
  if (typeof text !== 'string' || typeof delimiters !== 'string') return undefined;
  const delimiter = new Set(delimiters);
  const parts: string[] = [];
  let part = '';
  for (const char of text) {
    if (!delimiter.has(char)) part += char;
    else if (part !== '') {
      parts.push(part);
      part = '';
    }
  }
  return part === '' ? parts : [...parts, part];
});
