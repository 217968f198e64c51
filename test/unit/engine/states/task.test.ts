import { describe, expect, it } from 'vitest';
import { detailsOf, failure, fired, given, later, output, started, T0 } from '../support/given.ts';
import { machine, pass, task } from '../support/machines.ts';

describe('Task', () => {
  it('dispatches a job with the effective input and ends with its result', async () => {
    const waiting = await started(machine({ A: task({ Parameters: { 'x.$': '$.a', fixed: 1 } }) }), { a: 'A' });
    expect(waiting.effects).toEqual([
      {
        type: 'DispatchJob',
        id: 'job:1.1',
        entry: 1,
        attempt: 1,
        state: 'A',
        job: {
          processor: 'arn:aws:lambda:us-east-1:123456789012:function:Work',
          mode: 'Sync',
          delivery: 'AtLeastOnce',
          input: { x: 'A', fixed: 1 },
        },
      },
    ]);
    const ended = await given(waiting)
      .when(output(1, { done: true }))
      .then(['LambdaFunctionStarted', 'LambdaFunctionSucceeded', 'TaskStateExited A', 'ExecutionSucceeded']);
    expect(ended.flow).toMatchObject({ status: 'SUCCEEDED', output: { done: true }, visits: {}, endedAt: T0 });
  });

  it('places the selected result in the input', async () => {
    const definition = machine({
      A: task({ ResultSelector: { 'kept.$': '$.a' }, ResultPath: '$.r', OutputPath: '$.r' }),
    });
    const ended = await given(started(definition, { i: 1 }))
      .when(output(1, { a: 1, b: 2 }))
      .then(['LambdaFunctionStarted', 'LambdaFunctionSucceeded', 'TaskStateExited A', 'ExecutionSucceeded']);
    expect(ended.flow.output).toEqual({ kept: 1 });
  });

  it('records the start once, whether the executor reports it or the result tells', async () => {
    const waiting = await given(started(machine({ A: task() })))
      .when({ type: 'ReportJobStarted', entry: 1, attempt: 1 })
      .then(['LambdaFunctionStarted']);
    await given(waiting).when(output(1)).then(['LambdaFunctionSucceeded', 'TaskStateExited A', 'ExecutionSucceeded']);
  });

  it('records what a service answered before the result, once', async () => {
    const callback = task({
      Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
      Parameters: { 'T.$': '$$.Task.Token' },
    });
    const waiting = await started(machine({ A: callback }));
    expect(waiting.effects[0]).toMatchObject({ job: { input: { T: 'token-1.1' } } });
    const reported = { type: 'ReportJobStarted', entry: 1, attempt: 1, submitted: { MessageId: 'm' } } as const;
    const submitted = await given(waiting).when(reported).then(['TaskStarted', 'TaskSubmitted']);
    await given(submitted).when(output(1)).then(['TaskSucceeded', 'TaskStateExited A', 'ExecutionSucceeded']);
  });

  it('drops results of another attempt, of another entry and of an ended job', async () => {
    const waiting = await started(machine({ A: task(), B: task() }));
    await given(waiting)
      .when(output(1, {}, 2))
      .changesNothing();
    await given(waiting).when(output(2)).changesNothing();
    const next = await given(waiting)
      .when(output(1))
      .then(
        [
          'LambdaFunctionStarted',
          'LambdaFunctionSucceeded',
          'TaskStateExited A',
          'TaskStateEntered B',
          'LambdaFunctionScheduled',
        ],
        ['DispatchJob job:2.1'],
      );
    await given(next).when(output(1)).changesNothing();
    await given(next).when({ type: 'ReportJobStarted', entry: 1, attempt: 1 }).changesNothing();
    await given(next).when({ type: 'RecordHeartbeat', entry: 1, attempt: 1 }).changesNothing();
  });

  it('times out after TimeoutSeconds, cancels the job and can be caught by States.Timeout', async () => {
    const definition = machine({
      A: task({ TimeoutSeconds: 30, Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'B' }] }),
      B: pass(),
    });
    const waiting = await started(definition);
    await given(waiting)
      .when(fired('timeout', 1, 1))
      .changesNothing();
    const ended = await given(later(waiting, 30))
      .when(fired('timeout', 1, 1))
      .then(
        [
          'LambdaFunctionStarted',
          'LambdaFunctionTimedOut',
          'TaskStateExited A',
          'PassStateEntered B',
          'PassStateExited B',
          'ExecutionSucceeded',
        ],
        ['CancelJob cancel:1.1', 'CancelTimer timeout:1.1'],
      );
    expect(ended.flow.output).toEqual({ Error: 'States.Timeout' });
  });

  it('counts HeartbeatSeconds anew at each heartbeat and keeps the time-out', async () => {
    const waiting = await started(machine({ A: task({ TimeoutSeconds: 60, HeartbeatSeconds: 10 }) }));
    const alive = await given(later(waiting, 8))
      .when({ type: 'RecordHeartbeat', entry: 1, attempt: 1 })
      .then([], ['SetTimer heartbeat:1.1 @18']);
    expect(alive.flow.visits[1]?.phase).toMatchObject({ timeoutAt: T0 + 60_000, heartbeatAt: T0 + 18_000 });
    await given(later(alive, 2))
      .when(fired('heartbeat', 1, 1))
      .changesNothing();
    const ended = await given(later(alive, 10))
      .when(fired('heartbeat', 1, 1))
      .then(
        ['LambdaFunctionStarted', 'LambdaFunctionTimedOut', 'ExecutionFailed'],
        ['CancelJob cancel:1.1', 'CancelTimer timeout:1.1', 'CancelTimer heartbeat:1.1'],
      );
    expect(ended.flow.error).toMatchObject({ error: 'States.Timeout' });
  });

  it('takes time-outs from paths, and refuses what is no integer of the range', async () => {
    const definition = machine({ A: task({ TimeoutSecondsPath: '$.t' }) });
    expect((await started(definition, { t: 5 })).effects.map(({ id }) => id)).toEqual(['timeout:1.1', 'job:1.1']);
    for (const t of [-1, 1.5, 'x', null, 100_000_000]) {
      const ended = await started(definition, { t });
      expect(ended.flow.error).toMatchObject({
        error: 'States.Runtime',
        cause: expect.stringContaining('TimeoutSeconds'),
      });
      expect(ended.effects).toEqual([]);
    }
  });

  it('checks the effective input and the raw result against their schemas', async () => {
    const definition = machine({
      A: task({
        InputSchema: { type: 'object', required: ['a'] },
        OutputSchema: { type: 'object', required: ['b'] },
        Catch: [{ ErrorEquals: ['SFC.SchemaViolation'], Next: 'B' }],
      }),
      B: pass(),
    });
    const refused = await started(definition, {});
    expect(refused.flow.output).toMatchObject({
      Error: 'SFC.SchemaViolation',
      Cause: expect.stringContaining("input of the state 'A'"),
    });
    const answered = await given(started(definition, { a: 1 }))
      .when(output(1, {}))
      .then([
        'LambdaFunctionStarted',
        'LambdaFunctionSucceeded',
        'TaskStateExited A',
        'PassStateEntered B',
        'PassStateExited B',
        'ExecutionSucceeded',
      ]);
    expect(answered.flow.output).toMatchObject({
      Error: 'SFC.SchemaViolation',
      Cause: expect.stringContaining('result'),
    });
  });

  it('fails with a catchable States.DataLimitExceeded where a payload is too large, wherever it arises', async () => {
    const limits = { eventsPerDecision: 500, eventsPerFlow: 25_000, payloadBytes: 100 };
    const caught = { Catch: [{ ErrorEquals: ['States.DataLimitExceeded'], Next: 'B', ResultPath: null }] };
    const large = 'x'.repeat(98);
    const definition = (fields: object) => machine({ A: task({ ...fields, ...caught }), B: pass() });
    const result = await given(started(definition({}), {}, { limits }))
      .when(output(1, `${large}x`))
      .then([
        'LambdaFunctionStarted',
        'LambdaFunctionFailed',
        'TaskStateExited A',
        'PassStateEntered B',
        'PassStateExited B',
        'ExecutionSucceeded',
      ]);
    expect(result.flow.status).toBe('SUCCEEDED');
    const placed = await given(started(definition({ ResultPath: '$.r' }), { i: 'input' }, { limits }))
      .when(output(1, large))
      .then([
        'LambdaFunctionStarted',
        'LambdaFunctionSucceeded',
        'TaskStateExited A',
        'PassStateEntered B',
        'PassStateExited B',
        'ExecutionSucceeded',
      ]);
    expect(placed.flow.output).toEqual({ i: 'input' });
    const twice = await started(
      definition({ Parameters: { 'a.$': '$.i', 'b.$': '$.i' } }),
      { i: 'x'.repeat(60) },
      { limits },
    );
    expect(twice.flow.status).toBe('SUCCEEDED');
    const assigned = await given(started(definition({ Assign: { 'a.$': '$', 'b.$': '$' } }), {}, { limits }))
      .when(output(1, 'x'.repeat(60)))
      .then([
        'LambdaFunctionStarted',
        'LambdaFunctionSucceeded',
        'TaskStateExited A',
        'PassStateEntered B',
        'PassStateExited B',
        'ExecutionSucceeded',
      ]);
    expect(assigned.flow.status).toBe('SUCCEEDED');
  });

  it('gives catchers nulls where a task failed without a name', async () => {
    const definition = machine({ A: task({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }] }), B: pass() });
    const ended = await given(started(definition))
      .when({ type: 'ReportJobResult', entry: 1, attempt: 1, result: { error: { error: '' } } })
      .then([
        'LambdaFunctionStarted',
        'LambdaFunctionFailed',
        'TaskStateExited A',
        'PassStateEntered B',
        'PassStateExited B',
        'ExecutionSucceeded',
      ]);
    expect(ended.flow.output).toEqual({ Error: null, Cause: null });
    expect(detailsOf(ended, 'LambdaFunctionFailed')).toEqual({});
  });

  it('evaluates JSONata arguments and outputs', async () => {
    const fields = {
      Arguments: { twice: '{% $states.input.n * 2 %}' },
      Output: { sum: '{% $states.result.v + $states.input.n %}' },
      Assign: { v: '{% $states.result.v %}' },
    };
    const waiting = await started(
      machine({ A: task(fields), B: pass({ Output: '{% $v %}' }) }, { QueryLanguage: 'JSONata' }),
      { n: 4 },
    );
    expect(waiting.effects[0]).toMatchObject({ job: { input: { twice: 8 } } });
    const ended = await given(waiting)
      .when(output(1, { v: 3 }))
      .then([
        'LambdaFunctionStarted',
        'LambdaFunctionSucceeded',
        'TaskStateExited A',
        'PassStateEntered B',
        'PassStateExited B',
        'ExecutionSucceeded',
      ]);
    expect(detailsOf(ended, 'TaskStateExited')).toEqual({ output: { sum: 7 }, assignedVariables: { v: 3 } });
    expect(ended.flow.output).toBe(3);
  });

  it('shows its token and number of retries in the context object', async () => {
    const definition = machine({
      A: task({ Parameters: { 'c.$': '$$' }, Retry: [{ ErrorEquals: ['Broken'], IntervalSeconds: 1 }] }),
      B: pass({ Parameters: { 'c.$': '$$' } }),
    });
    const first = await started(definition);
    const failed = await given(first)
      .when(failure(1))
      .then(['LambdaFunctionStarted', 'LambdaFunctionFailed'], ['SetTimer backoff:1.1 @1']);
    const second = await given(later(failed, 1))
      .when(fired('backoff', 1, 1))
      .then(['LambdaFunctionScheduled'], ['DispatchJob job:1.2']);
    expect(second.effects[0]).toMatchObject({
      job: { input: { c: { Task: { Token: 'token-1.2' }, State: { Name: 'A', RetryCount: 1 } } } },
    });
    const ended = await given(second)
      .when(output(1, {}, 2))
      .then([
        'LambdaFunctionStarted',
        'LambdaFunctionSucceeded',
        'TaskStateExited A',
        'PassStateEntered B',
        'PassStateExited B',
        'ExecutionSucceeded',
      ]);
    expect(ended.flow.output).not.toHaveProperty('c.Task');
    expect(ended.flow.output).not.toHaveProperty('c.State.RetryCount');
  });

  it('hands the executor all that it needs, evaluated', async () => {
    const http = machine({
      A: {
        Type: 'Task',
        Processor: 'https://example.org/orders',
        Method: 'PUT',
        Headers: { 'x-id.$': '$.id' },
        QueryParameters: { 'q.$': '$.id' },
        Credentials: { RoleArn: 'role' },
        Delivery: 'AtMostOnce',
      },
    });
    expect((await started(http, { id: 7 })).effects[0]).toMatchObject({
      job: {
        processor: 'https://example.org/orders',
        method: 'PUT',
        headers: { 'x-id': 7 },
        queryParameters: { q: 7 },
        credentials: { RoleArn: 'role' },
        delivery: 'AtMostOnce',
      },
    });
    const kafka = { Processor: 'kafka://orders', Mode: 'Async', Group: 'split', ReplyTopic: 'answers' };
    for (const Request of ['$request.id', '{% $request.id %}']) {
      const Correlation = { Request, Reply: '$reply.id' };
      const scene = await started(machine({ A: { Type: 'Task', ...kafka, Correlation } }), { id: 7 });
      expect(scene.effects[0]).toMatchObject({
        job: {
          mode: 'Async',
          group: 'split',
          replyTopic: 'answers',
          correlation: { key: 7, replyExpression: '$reply.id' },
        },
      });
      const missing = await started(machine({ A: { Type: 'Task', ...kafka, Correlation } }), {});
      expect(missing.flow.status).toBe('FAILED');
    }
    const none = machine({ A: { Type: 'Task', Processor: 'kafka://orders', Mode: 'Async', Reply: 'None' } });
    expect((await started(none)).effects[0]).toMatchObject({ job: { reply: 'None' } });
  });

  it.each([
    ['InputPath', { InputPath: '$.no', TimeoutSeconds: 1 }],
    ['Parameters', { Parameters: { 'a.$': '$.no' } }],
    ['Credentials', { Credentials: { 'RoleArn.$': '$.no' } }],
    ['Headers', { Headers: { 'a.$': '$.no' } }],
    ['HeartbeatSecondsPath', { HeartbeatSecondsPath: '$.no' }],
  ])('fails before anything is dispatched where %s finds nothing', async (_, fields) => {
    const ended = await started(machine({ A: task(fields) }), {});
    expect(ended.flow).toMatchObject({ status: 'FAILED', error: { error: 'States.Runtime' }, visits: {} });
    expect(ended.effects).toEqual([]);
  });

  it.each([
    ['ResultSelector', { ResultSelector: { 'a.$': '$.no' } }],
    ['Assign', { Assign: { 'a.$': '$.no' } }],
    ['ResultPath', { ResultPath: '$.i.x' }],
    ['OutputPath', { OutputPath: '$.no' }],
  ])('fails after its job where %s cannot be applied', async (_, fields) => {
    const ended = await given(started(machine({ A: task(fields) }), { i: 1 }))
      .when(output(1))
      .then(['LambdaFunctionStarted', 'LambdaFunctionSucceeded', 'ExecutionFailed']);
    expect(ended.flow.error?.cause).toContain("the state 'A' (entered at the event id #2)");
  });

  it('is held while the flow is paused', async () => {
    const scene = await started(machine({ A: task() }), {}, { hold: 'stop-7' });
    expect(scene.flow).toMatchObject({ status: 'PAUSED', pausedBy: 'stop-7' });
    expect(scene.history.map(({ type }) => type)).toEqual(['ExecutionStarted', 'ExecutionPaused']);
  });
});
