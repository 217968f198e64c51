import type { StateType } from '../../blueprint.ts';
import { anyObject, anything, type Check, flag, integer, listOf, oneOf, text } from '../checks.ts';
import {
  objectTemplate,
  orJsonata,
  pathOrIntrinsic,
  pathOrNull,
  reading,
  referencePath,
  referencePathOrNull,
  template,
} from '../expressions.ts';
import { errorHandlers } from '../rules/error-equals.ts';
import { warnOfStaticResult } from '../rules/not-evaluated.ts';
import { checkTimestamp } from '../rules/timestamp.ts';
import { type Field, jsonataOnly, jsonPathOnly, objectOf, type Shape, sfcOnly, shape } from '../shape.ts';
import { CATCHER, MAX_SECONDS, RETRIER } from './error-fields.ts';
import { MAP_FIELDS } from './map-fields.ts';
import { credentials, PROCESSOR_FIELDS } from './task-fields.ts';

type Fields = Readonly<Record<string, Check | Field>>;

const EVERY: Fields = { Type: anything, Comment: text, QueryLanguage: oneOf('JSONPath', 'JSONata') };
const NEXT: Fields = { Next: text, End: flag };
const NEXT_OR_END = ['Next', 'End'];
const IN_OUT: Fields = {
  InputPath: jsonPathOnly(pathOrNull),
  OutputPath: jsonPathOnly(pathOrNull),
  Output: jsonataOnly(template),
};
const RESULT: Fields = {
  Output: jsonataOnly(reading('result', template)),
  ResultSelector: jsonPathOnly(template),
  ResultPath: jsonPathOnly(referencePathOrNull),
};
const ARGUMENTS: Fields = { Parameters: jsonPathOnly(template), Arguments: jsonataOnly(template) };
const ASSIGN: Fields = { Assign: anyObject };
const RETRY: Fields = { Retry: errorHandlers(objectOf(RETRIER)) };
const CATCH: Fields = { Catch: errorHandlers(objectOf(CATCHER)) };
const FORK: Fields = { Completion: sfcOnly(oneOf('Detached')) };
const seconds = integer({ min: 0, max: MAX_SECONDS });
const timeout = integer({ min: 1, max: MAX_SECONDS });

const PASS = shape(
  {
    ...EVERY,
    ...NEXT,
    ...IN_OUT,
    ...ASSIGN,
    Result: jsonPathOnly(warnOfStaticResult),
    Parameters: jsonPathOnly(template),
    ResultPath: jsonPathOnly(referencePathOrNull),
  },
  { choice: [NEXT_OR_END] },
);

/** What states that do work have in common: their result is shaped, and a failure retried or caught. */
const WORK = { ...EVERY, ...NEXT, ...IN_OUT, ...RESULT, ...ASSIGN, ...RETRY, ...CATCH };

const TASK = shape(
  {
    ...WORK,
    ...PROCESSOR_FIELDS,
    Resource: anything,
    Parameters: jsonPathOnly(template),
    Arguments: jsonataOnly(objectTemplate),
    Credentials: credentials,
    TimeoutSeconds: orJsonata(timeout),
    TimeoutSecondsPath: jsonPathOnly(referencePath),
    HeartbeatSeconds: orJsonata(timeout),
    HeartbeatSecondsPath: jsonPathOnly(referencePath),
  },
  {
    choice: [NEXT_OR_END, ['Resource', 'Processor']],
    exclusive: [
      ['TimeoutSeconds', 'TimeoutSecondsPath'],
      ['HeartbeatSeconds', 'HeartbeatSecondsPath'],
    ],
  },
);

const CHOICE = shape(
  { ...EVERY, ...IN_OUT, ...ASSIGN, Choices: listOf(anyObject), Default: text },
  { required: ['Choices'] },
);

const WAIT = shape(
  {
    ...EVERY,
    ...NEXT,
    ...IN_OUT,
    ...ASSIGN,
    Seconds: orJsonata(seconds),
    SecondsPath: jsonPathOnly(referencePath),
    Timestamp: orJsonata(checkTimestamp),
    TimestampPath: jsonPathOnly(referencePath),
  },
  { choice: [NEXT_OR_END, ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath']] },
);

const SUCCEED = shape({ ...EVERY, ...IN_OUT });

const FAIL = shape(
  {
    ...EVERY,
    Error: orJsonata(text),
    ErrorPath: jsonPathOnly(pathOrIntrinsic),
    Cause: orJsonata(text),
    CausePath: jsonPathOnly(pathOrIntrinsic),
  },
  {
    exclusive: [
      ['Error', 'ErrorPath'],
      ['Cause', 'CausePath'],
    ],
  },
);

const PARALLEL = shape(
  {
    ...EVERY,
    ...NEXT,
    ...IN_OUT,
    ...RESULT,
    ...ARGUMENTS,
    ...ASSIGN,
    ...RETRY,
    ...CATCH,
    ...FORK,
    Branches: listOf(anyObject),
  },
  { required: ['Branches'], choice: [NEXT_OR_END] },
);

const MAP = shape(
  {
    ...WORK,
    ...FORK,
    ...MAP_FIELDS,
    Parameters: jsonPathOnly(template),
  },
  {
    choice: [NEXT_OR_END, ['ItemProcessor', 'Iterator']],
    exclusive: [
      ['ItemSelector', 'Parameters'],
      ['MaxConcurrency', 'MaxConcurrencyPath'],
      ['ToleratedFailureCount', 'ToleratedFailureCountPath'],
      ['ToleratedFailurePercentage', 'ToleratedFailurePercentagePath'],
    ],
  },
);

const UNTIL = objectOf(shape({ Count: integer({ min: 1 }) }, { required: ['Count'] }));

const JOIN = shape(
  {
    ...EVERY,
    ...NEXT,
    ...IN_OUT,
    ...RESULT,
    ...ASSIGN,
    ...CATCH,
    Of: (value, at, site) => (typeof value === 'string' ? undefined : listOf(text)(value, at, site)),
    Until: (value, at, site) => (typeof value === 'string' ? oneOf('All', 'Any') : UNTIL)(value, at, site),
    Rest: oneOf('Cancel', 'Continue'),
    TimeoutSeconds: timeout,
  },
  { required: ['Of'], choice: [NEXT_OR_END] },
);

/** The fields of each state type, in both query languages and dialects. ASL: State Types. */
export const STATE_SHAPES: Readonly<Record<StateType, Shape>> = {
  Task: TASK,
  Wait: WAIT,
  Pass: PASS,
  Succeed: SUCCEED,
  Fail: FAIL,
  Choice: CHOICE,
  Parallel: PARALLEL,
  Map: MAP,
  Join: JOIN,
};
