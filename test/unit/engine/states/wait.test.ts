import { describe, expect, it } from 'vitest';
import { accepted, fired, given, later, started, T0, types } from '../support/given.ts';
import { machine } from '../support/machines.ts';

const wait = (fields: object, extra = {}) => machine({ A: { Type: 'Wait', ...fields } }, extra);
const START = { type: 'StartFlow' } as const;

describe('Wait', () => {
  it('sets a timer and goes on when it fires in time', async () => {
    const waiting = await given(accepted(wait({ Seconds: 30 }), { a: 1 }))
      .when(START)
      .then(['ExecutionStarted', 'WaitStateEntered A'], ['SetTimer wait:1.0 @30']);
    await given(later(waiting, 29)).when(fired('wait', 1)).changesNothing();
    await given(later(waiting, 30)).when(fired('backoff', 1)).changesNothing();
    await given(later(waiting, 30))
      .when(fired('wait', 1, 1))
      .changesNothing();
    const ended = await given(later(waiting, 31))
      .when(fired('wait', 1))
      .then(['WaitStateExited A', 'ExecutionSucceeded']);
    expect(ended.flow.output).toEqual({ a: 1 });
    await given(later(ended, 5)).when(fired('wait', 1)).changesNothing();
  });

  it('believes a timer that names the time it was set for, whatever the clock says', async () => {
    const waiting = await started(wait({ Seconds: 30 }));
    const timer = { type: 'FireTimer', kind: 'wait', entry: 1, attempt: 0 } as const;
    await given(later(waiting, 40))
      .when({ ...timer, dueTime: T0 })
      .changesNothing();
    await given(waiting)
      .when({ ...timer, dueTime: T0 + 30_000 })
      .then(['WaitStateExited A', 'ExecutionSucceeded']);
  });

  it.each([
    ['no time at all', { Seconds: 0 }],
    ['a time that has passed', { Timestamp: '2025-12-31T23:59:59Z' }],
  ])('goes on in the same decision: %s', async (_, fields) => {
    expect(types(await started(wait(fields)))).toEqual([
      'ExecutionStarted',
      'WaitStateEntered',
      'WaitStateExited',
      'ExecutionSucceeded',
    ]);
  });

  it.each([
    ['Timestamp', { Timestamp: '2026-01-01T00:01:00Z' }, {}],
    ['TimestampPath', { TimestampPath: '$.t' }, { t: '2026-01-01T01:01:00+01:00' }],
    ['SecondsPath', { SecondsPath: '$.t' }, { t: 60 }],
  ])('waits until the time in %s', async (_, fields, input) => {
    expect((await started(wait(fields), input)).flow.visits[1]?.phase).toEqual({ type: 'wait', dueTime: T0 + 60_000 });
  });

  it.each([
    [{ SecondsPath: '$.t' }, {}, 'The SecondsPath parameter does not reference an input value: $.t'],
    [{ SecondsPath: '$.t' }, { t: -1 }, 'The SecondsPath parameter references a negative value: $.t == -1'],
    [{ SecondsPath: '$.t' }, { t: 1.5 }, 'The SecondsPath parameter cannot be parsed as a long value: $.t == 1.5'],
    [
      { SecondsPath: '$.t' },
      { t: 1e9 },
      'The SecondsPath parameter references a value larger than 99999999: $.t == 1000000000',
    ],
    [{ TimestampPath: '$.t' }, { t: 'soon' }, 'ISO-8601 extended offset date-time format string: $.t == soon'],
    [{ TimestampPath: '$.t' }, { t: '2126-01-01T00:00:00Z' }, 'Wait state delay is too long.'],
    [{ Timestamp: 'soon' }, {}, 'The Timestamp field does not reference a valid ISO-8601'],
  ])('fails the flow on %j of %j', async (fields, input, cause) => {
    const { flow } = await started(wait(fields), input);
    expect(flow.error?.error).toBe('States.Runtime');
    expect(flow.error?.cause).toContain(cause);
  });

  it.each([
    [
      { Seconds: '{% "x" %}' },
      "specified for the field 'Seconds' returned an unexpected result type. Expected 'number', but was 'string'",
    ],
    [{ Seconds: '{% -1 %}' }, 'The Seconds field must be an integer between 0 and 99999999: -1'],
    [
      { Timestamp: '{% 5 %}' },
      "specified for the field 'Timestamp' returned an unexpected result type. Expected 'string', but was 'number'",
    ],
    [
      { Timestamp: '{% "soon" %}' },
      'The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: soon',
    ],
  ])('fails with States.QueryEvaluationError on %j', async (fields, cause) => {
    const ended = await started(wait(fields, { QueryLanguage: 'JSONata' }));
    expect(ended.flow.error).toMatchObject({
      error: 'States.QueryEvaluationError',
      cause: expect.stringContaining(cause),
    });
    expect(types(ended).slice(-2)).toEqual(['EvaluationFailed', 'ExecutionFailed']);
  });
});
