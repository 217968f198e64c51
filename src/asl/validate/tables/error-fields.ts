import { anyObject, decimal, integer, oneOf, text } from '../checks.ts';
import { reading, referencePathOrNull, template } from '../expressions.ts';
import { checkErrorEquals } from '../rules/error-equals.ts';
import { jsonataOnly, jsonPathOnly, shape } from '../shape.ts';

/** The longest time that AWS takes in a field of seconds. */
export const MAX_SECONDS = 99_999_999;

/** One entry of Retry. ASL: Errors, Retrying after error. */
export const RETRIER = shape(
  {
    ErrorEquals: checkErrorEquals,
    IntervalSeconds: integer({ min: 1, max: MAX_SECONDS }),
    MaxAttempts: integer({ min: 0, max: MAX_SECONDS }),
    BackoffRate: decimal({ min: 1 }),
    MaxDelaySeconds: integer({ min: 1, max: 31_622_400 }),
    JitterStrategy: oneOf('FULL', 'NONE'),
    Comment: text,
  },
  { required: ['ErrorEquals'] },
);

/** One entry of Catch. ASL: Errors, Fallback states. */
export const CATCHER = shape(
  {
    ErrorEquals: checkErrorEquals,
    Next: text,
    ResultPath: jsonPathOnly(referencePathOrNull),
    Output: jsonataOnly(reading('errorOutput', template)),
    Assign: anyObject,
    Comment: text,
  },
  { required: ['ErrorEquals', 'Next'] },
);
