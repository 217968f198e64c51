import { javaText } from '../java-text.ts';
import type { Argument, Intrinsic } from './call.ts';
import { Refusal } from './call.ts';

const mismatch = 'Invalid arguments in States.Format: number of arguments do not match the occurrences of {}.';

/** States.Format: the first argument with each `{}` replaced by the next argument; `\{`, `\}` and `\\` stand for themselves. */
export const format: Intrinsic = (parameters) => {
  const [first, ...values] = parameters;
  return first && fill(first.template ?? javaText(first.value), values);
};

function fill(template: string, values: readonly Argument[]): string | Refusal {
  let text = '';
  let used = 0;
  for (let at = 0; at < template.length; at++) {
    const char = template[at] ?? '';
    if (char === '\\' && at + 1 < template.length) {
      at++;
      text += template[at];
    } else if (char === '{' && template[at + 1] === '}') {
      at++;
      const value = values[used++];
      if (value === undefined) return new Refusal(mismatch);
      text += javaText(value.value);
    } else if (char === '{') {
      return new Refusal("Invalid template in States.Format: matching '}' not found for '{'.");
    } else if (char === '}') {
      return new Refusal("Invalid template in States.Format: matching '{' not found for '}'.");
    } else text += char;
  }
  return used === values.length ? text : new Refusal(mismatch);
}
