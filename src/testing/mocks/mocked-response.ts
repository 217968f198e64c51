import type { Json, JsonObject } from '../../asl/json.ts';
import { isObject, member } from '../../asl/json.ts';
import { escapeSegment } from '../../asl/parse/pointer.ts';
import { readSeconds, readText, type ShapeReader } from '../shape.ts';
import type { MockAnswer } from '../simulate.ts';
import { rangeOf } from '../test-file/number-range.ts';

/** What a mocked state answers, by the number of the call. */
export interface MockedResponse {
  /** As the configuration names it; the state's name where it is written in place. */
  readonly name: string;
  /** In ascending order, without overlap; there may be gaps. */
  readonly ranges: readonly MockedRange[];
}
/** The answer of the calls `first` to `last`, counted from 0. */
export interface MockedRange {
  readonly first: number;
  readonly last: number;
  readonly answer: MockAnswer;
}

/**
 * Reads one response: its fields are numbers of calls ("0") or ranges of them ("1-2"), each with `Return` or `Throw`. Beyond
 * the format of Step Functions Local there are `Hangs` (no answer ever comes), `AfterSeconds` and `Submitted`.
 */
export function readResponse(name: string, value: Json, pointer: string, shape: ShapeReader): MockedResponse {
  const ranges: MockedRange[] = [];
  for (const [numbers, answer] of Object.entries(shape.object(value, pointer, 'A mocked response'))) {
    const at = `${pointer}/${escapeSegment(numbers)}`;
    const range = rangeOf(numbers);
    if (range !== undefined) ranges.push({ ...range, answer: readAnswer(answer, at, shape) });
    else
      shape.report(
        'WRONG_VALUE',
        at,
        `"${numbers}" is no number of a call; write "0" for the first one, "1-3" for the next three.`,
      );
  }
  ranges.sort((one, other) => one.first - other.first);
  if (ranges.length === 0 && shape.problems.length === 0)
    shape.report('EMPTY_VALUE', pointer, `The mocked response "${name}" has no answers; give it one for "0".`);
  for (const [index, { first }] of ranges.entries()) {
    if (first <= (ranges[index - 1]?.last ?? -1))
      shape.report('CONFLICTING_FIELDS', pointer, `Call number ${first} has two answers; keep one of them.`);
  }
  return { name, ranges };
}

const OUTCOMES = ['Return', 'Throw', 'Hangs'] as const;

function readAnswer(value: Json, pointer: string, shape: ShapeReader): MockAnswer {
  const answer = shape.object(value, pointer, 'An answer');
  shape.onlyFields(answer, pointer, [...OUTCOMES, 'AfterSeconds', 'Submitted']);
  const outcomes = OUTCOMES.filter((name) => Object.hasOwn(answer, name));
  if (isObject(value) && outcomes.length !== 1)
    shape.report('CONFLICTING_FIELDS', pointer, 'An answer has exactly one of Return and Throw (or Hangs); give one.');
  const submitted = member(answer, 'Submitted');
  const afterSeconds = readSeconds(answer, 'AfterSeconds', pointer, shape);
  return {
    ...readOutcome(answer, pointer, shape),
    ...(afterSeconds === undefined ? {} : { afterSeconds }),
    ...(submitted === undefined ? {} : { submitted }),
  };
}

function readOutcome(answer: JsonObject, pointer: string, shape: ShapeReader): MockAnswer {
  const hangs = member(answer, 'Hangs');
  if (hangs !== undefined) {
    if (hangs !== true) shape.report('WRONG_VALUE', `${pointer}/Hangs`, 'Hangs is true, or absent.');
    return { hangs: true };
  }
  const thrown = member(answer, 'Throw');
  if (thrown === undefined) return { output: member(answer, 'Return') ?? null };
  const at = `${pointer}/Throw`;
  const fields = shape.object(thrown, at, 'Throw');
  shape.onlyFields(fields, at, ['Error', 'Cause']);
  const error = readText(fields, 'Error', at, shape);
  const cause = readText(fields, 'Cause', at, shape);
  if (isObject(thrown) && !Object.hasOwn(fields, 'Error'))
    shape.report('MISSING_FIELD', at, 'Throw needs an Error: the name that Retry and Catch know.');
  return { error: error ?? '', ...(cause === undefined ? {} : { cause }) };
}
