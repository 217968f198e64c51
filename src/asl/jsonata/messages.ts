import { Refusal } from './refusal.ts';

/**
 * The message of whatever ended a compilation or an evaluation: the library's code and text, or a limit's text.
 * The host's own errors are reported in fixed words, which do not depend on its version.
 */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof Refusal) {
    return thrown.message;
  }
  if (thrown instanceof RangeError) {
    return 'The expression or one of its values is too large or too deeply nested';
  }
  const { code, message } = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as Record<string, unknown>;
  if (typeof code === 'string' && typeof message === 'string') {
    return `${code}: ${message}`;
  }
  if (thrown instanceof SyntaxError) {
    return thrown.message;
  }
  return 'The expression could not be evaluated';
}
