/**
 * What one evaluation may use. Every limit is a count, never a time, so that an expression that fits
 * on one machine fits on all. One unit of work is about one step of the evaluator (0.3 to 1 µs).
 */
export const limits = {
  /** Units of work of one evaluation. Sorting what fits into a payload by a function of its own takes half of it. */
  work: 750_000,
  /** Nested evaluations, deeper than any sensible recursion. */
  depth: 10_000,
  /** Items of one array or sequence. */
  items: 131_072,
  /** UTF-16 units of one string. */
  stringLength: 1_048_576,
  /** Values, names and characters of one value, counted as often as they occur in it. */
  weight: 2_097_152,
  /** The same of the result. States hold 262 144 bytes of it. */
  resultWeight: 1_048_576,
  /** Levels of nesting of one value. */
  nesting: 1_000,
  /** Characters of one expression. */
  expressionLength: 65_536,
  /** Levels of one expression's syntax tree; every operand of `a + b + c` is a level. */
  expressionDepth: 1_000,
  /** Scopes within scopes: blocks, functions, and functions applied partially again and again. */
  scopes: 256,
  /** Instructions of one compiled regular expression. */
  regexProgram: 5_000,
} as const;
