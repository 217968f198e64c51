import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../../src/asl/json.ts';
import { openEffects } from '../../../../src/engine/open-effects.ts';
import {
  accepted,
  detailsOf,
  failure,
  fired,
  follow,
  given,
  later,
  output,
  type Scene,
  started,
  types,
  under,
  verb,
} from '../support/given.ts';
import { machine, map, parallel, pass, task } from '../support/machines.ts';

const GET = 'arn:aws:states:::s3:getObject';
const PUT = 'arn:aws:states:::s3:putObject';
const READER = { Resource: GET, ReaderConfig: { InputType: 'JSON' }, Parameters: { Bucket: 'b', 'Key.$': '$.key' } };
const WRITER = { Resource: PUT, Parameters: { Bucket: 'results', Prefix: 'jobs' } };
const JSONATA = { QueryLanguage: 'JSONata' };
const BEGUN = ['MapStateEntered', 'MapStateStarted', 'MapRunStarted'];
const DONE = ['MapRunSucceeded', 'MapStateSucceeded', 'MapStateExited', 'ExecutionSucceeded'];
const FAILED = ['MapRunFailed', 'MapStateFailed', 'ExecutionFailed'];

/** A distributed Map over one state, a Pass if none is given, as the whole blueprint. */
function distributed(fields: JsonObject, state: JsonObject = pass(), config: JsonObject = {}, extra: JsonObject = {}) {
  const processor = { ...machine({ A: state }), ProcessorConfig: { Mode: 'DISTRIBUTED', ...config } };
  return machine({ M: map(processor, fields) }, extra);
}

const jobOf = ({ effects }: Scene) => {
  const dispatch = effects.find(({ type }) => type === 'DispatchJob');
  return dispatch?.type === 'DispatchJob' ? dispatch.job : undefined;
};
const read = (items: readonly Json[], attempt = 1, sources: Json = []) => output(1, { items, sources }, attempt);
const causeOf = ({ flow }: Scene) => flow.error;

describe('ItemReader', () => {
  it('is a job that leaves no events; its items are the Map’s', async () => {
    const reading = await started(distributed({ ItemReader: READER, ItemsPath: '$.no' }), { key: 'k' });
    expect(types(reading).slice(1)).toEqual(BEGUN);
    expect(detailsOf(reading, 'MapStateStarted')).toEqual({ length: 0 });
    expect(reading.effects.map(({ id }) => id)).toEqual(['job:1.1']);
    expect(jobOf(reading)).toEqual({
      processor: GET,
      mode: 'Sync',
      delivery: 'AtLeastOnce',
      input: { Bucket: 'b', Key: 'k' },
      reader: { inputType: 'JSON' },
    });
    expect(openEffects(reading.flow)).toEqual(reading.effects);
    const ended = await follow(reading, read(['x', ['y']]));
    expect(types(ended).slice(4)).toEqual(DONE);
    expect(ended.flow.output).toEqual(['x', ['y']]);
  });

  it('takes all of ReaderConfig along, the limit evaluated', async () => {
    const config = {
      InputType: 'CSV',
      ManifestType: 'ATHENA_DATA',
      Transformation: 'NONE',
      CSVHeaderLocation: 'GIVEN',
      CSVHeaders: ['a'],
      CSVDelimiter: 'TAB',
      ItemsPointer: '/x',
      MaxItemsPath: '$.most',
    };
    const reader = { ...READER, Resource: 'arn:aws:states:::s3:listObjectsV2', ReaderConfig: config };
    const scene = await started(distributed({ ItemReader: reader }), { key: 'k', most: '7' });
    expect(jobOf(scene)?.reader).toEqual({
      inputType: 'CSV',
      manifestType: 'ATHENA_DATA',
      transformation: 'NONE',
      csvHeaderLocation: 'GIVEN',
      csvHeaders: ['a'],
      csvDelimiter: 'TAB',
      itemsPointer: '/x',
      maxItems: 7,
    });
  });

  it('is evaluated in JSONata', async () => {
    const reader = {
      Resource: GET,
      ReaderConfig: { InputType: 'JSON', MaxItems: '{% $states.input.most %}' },
      Arguments: { Bucket: '{% $states.input.bucket %}', Key: 'k' },
    };
    const scene = await started(distributed({ ItemReader: reader }, pass(), {}, JSONATA), { bucket: 'b', most: 2 });
    expect(jobOf(scene)).toMatchObject({ input: { Bucket: 'b', Key: 'k' }, reader: { maxItems: 2 } });
  });

  it('names the whole way to the field in JSONata', async () => {
    const fields = {
      ItemReader: { Resource: GET, ReaderConfig: { InputType: 'JSON', MaxItems: '{% "x" %}' }, Arguments: {} },
    };
    expect(causeOf(await started(distributed(fields, pass(), {}, JSONATA)))?.cause).toContain(
      "specified for the field 'ItemReader/ReaderConfig/MaxItems' returned an unexpected result type",
    );
    const batcher = { Items: [1], ItemBatcher: { MaxItemsPerBatch: '{% $no.x %}' } };
    const ended = await started(distributed(batcher, pass(), {}, JSONATA));
    expect(detailsOf(ended, 'EvaluationFailed')).toMatchObject({ location: 'ItemBatcher/MaxItemsPerBatch' });
  });

  it.each<[string, JsonObject, JsonObject, string]>([
    ['MaxItems', { ItemReader: { ...READER, ReaderConfig: { MaxItemsPath: '$.n' } } }, {}, 'MaxItems'],
    ['MaxItemsPerBatch', { ItemBatcher: { MaxItemsPerBatchPath: '$.n' } }, {}, 'MaxItemsPerBatch'],
    ['MaxInputBytesPerBatch', { ItemBatcher: { MaxInputBytesPerBatchPath: '$.n' } }, {}, 'MaxInputBytesPerBatch'],
  ])('fails the run where %s is negative', async (_, fields, __, name) => {
    const ended = await started(distributed({ ItemsPath: '$.items', ...fields }), { key: 'k', n: -1, items: [1] });
    expect(types(ended).slice(1)).toEqual([...BEGUN, ...FAILED]);
    expect(causeOf(ended)).toEqual({ error: 'States.ItemReaderFailed', cause: `field ${name} must be positive` });
  });

  it.each<[JsonObject, string]>([
    [{ ItemReader: { ...READER, ReaderConfig: { MaxItemsPath: '$.t' } } }, 'MaxItemsPath field refers to value "text"'],
    [{ ItemReader: { ...READER, Parameters: { 'Key.$': '$.no' } } }, "'Key.$'"],
    [{ ItemBatcher: { MaxItemsPerBatchPath: '$.t' } }, 'MaxItemsPerBatchPath field refers to value "text"'],
    [{ ItemBatcher: { MaxInputBytesPerBatchPath: '$.t' } }, 'MaxInputBytesPerBatchPath field'],
    [{ ItemBatcher: { MaxItemsPerBatch: 1, BatchInput: { 'x.$': '$.no' } } }, "'x.$'"],
    [{ ResultWriter: { Resource: PUT, Parameters: { 'Bucket.$': '$.no' } } }, "'Bucket.$'"],
    [{ ResultWriter: { Resource: PUT, Parameters: {} } }, 'needs a Bucket'],
  ])('is not begun where a field fails: %j', async (fields, cause) => {
    const ended = await started(distributed({ ItemsPath: '$.items', ...fields }), { key: 'k', t: 'text', items: [] });
    expect(types(ended).slice(1)).toEqual(['MapStateEntered', 'MapStateStarted', 'ExecutionFailed']);
    expect(causeOf(ended)).toMatchObject({ error: 'States.Runtime', cause: expect.stringContaining(cause) });
  });

  it('fails the run with its own error, whatever kept the items from being read', async () => {
    const reading = await started(distributed({ ItemReader: READER }), { key: 'k' });
    const ended = await follow(reading, failure(1, 'States.TaskFailed'));
    expect(types(ended).slice(4)).toEqual(FAILED);
    const error = { error: 'States.ItemReaderFailed', cause: 'States.TaskFailed: States.TaskFailed happened' };
    expect(causeOf(ended)).toEqual(error);
    expect(detailsOf(ended, 'MapRunFailed')).toEqual(error);
    const own = { error: 'States.ItemReaderFailed', cause: 'as it is' };
    const report = { type: 'ReportJobResult', entry: 1, attempt: 1 } as const;
    expect(causeOf(await follow(reading, { ...report, result: { error: own } }))).toEqual(own);
    const bare = { ...report, result: { error: { error: 'States.ItemReaderFailed' } } };
    expect(causeOf(await follow(reading, bare))).toEqual({ error: 'States.ItemReaderFailed' });
    expect(causeOf(await follow(reading, { ...report, result: { error: { error: 'X' } } }))?.cause).toBe('X');
    expect(causeOf(await follow(reading, output(1, { items: 1 })))?.cause).toContain('not a list');
    expect(causeOf(await follow(reading, output(1, null)))?.cause).toContain('not a list');
  });

  it('takes a plain list, as mocks give it', async () => {
    const reading = await started(distributed({ ItemReader: READER }), { key: 'k' });
    expect((await follow(reading, output(1, [1, 2]))).flow.output).toEqual([1, 2]);
  });

  it('is tried again, and caught', async () => {
    const retried = { Retry: [{ ErrorEquals: ['States.ItemReaderFailed'], MaxAttempts: 1 }] };
    const caught = { Catch: [{ ErrorEquals: ['States.ItemReaderFailed'], Next: 'C' }] };
    const { States } = distributed({ ItemReader: READER, ...retried, ...caught, End: true }) as { States: JsonObject };
    const scene = await started({ StartAt: 'M', States: { ...States, C: pass({ End: true }) } }, { key: 'k' });
    const waiting = await follow(scene, failure(1));
    expect(types(waiting).slice(4)).toEqual(['MapRunFailed']);
    const again = await follow(later(waiting, 1), fired('backoff', 1, 1));
    expect(types(again).slice(5)).toEqual(['MapStateStarted', 'MapRunStarted']);
    expect(again.effects.map(({ id }) => id)).toContain('job:1.2');
    const ended = await follow(again, failure(1, 'Broken', 2));
    expect(ended.flow).toMatchObject({ status: 'SUCCEEDED', output: { Error: 'States.ItemReaderFailed' } });
    expect(types(ended).slice(7, 10)).toEqual(['MapRunFailed', 'MapStateFailed', 'MapStateExited']);
  });

  it('answers once, to its own attempt, and to nothing but its result', async () => {
    const reading = await started(distributed({ ItemReader: READER }, task()), { key: 'k' });
    await given(reading).when(read([], 2)).changesNothing();
    await given(reading).when({ type: 'RecordHeartbeat', entry: 1, attempt: 1 }).changesNothing();
    await given(reading).when({ type: 'ReportJobStarted', entry: 1, attempt: 1 }).changesNothing();
    const running = await follow(reading, read([1]));
    await given(running)
      .when(read([1]))
      .changesNothing();
  });

  it('is broken off with the flow, and read again by a retry', async () => {
    const reading = await started(distributed({ ItemReader: READER }), { key: 'k' });
    const stopped = await follow(reading, verb('StopFlow'));
    expect(types(stopped).slice(4)).toEqual(['MapRunAborted', 'MapStateAborted', 'ExecutionAborted']);
    expect(stopped.effects).toEqual([{ type: 'CancelJob', id: 'cancel:1.1', entry: 1, attempt: 1 }]);
    expect(openEffects(stopped.flow)).toEqual([]);
    const again = await follow(stopped, verb('RetryFlow'));
    expect(again.effects.map(({ id }) => id)).toEqual(['job:2.1']);
    expect((await follow(again, output(2, [1]))).flow.output).toEqual([1]);
  });

  it('goes on while the flow is paused; the tasks of its iterations are held', async () => {
    const paused = await follow(
      await started(distributed({ ItemReader: READER }, task()), { key: 'k' }),
      verb('PauseFlow'),
    );
    const held = await follow(paused, read([1]));
    expect(held.effects).toEqual([]);
    expect(Object.values(held.flow.visits).map(({ phase }) => phase.type)).toEqual(['children', 'held']);
  });

  it('is cancelled with the branch around it', async () => {
    const branch = distributed({ ItemReader: READER });
    const scene = await started(machine({ P: parallel([branch, machine({ T: task() })]) }), { key: 'k' });
    const ended = await follow(scene, failure(3));
    expect(types(ended).slice(-4)).toEqual([
      'MapRunAborted',
      'MapStateAborted',
      'ParallelStateFailed',
      'ExecutionFailed',
    ]);
  });
});

describe('ItemBatcher', () => {
  const batches = async (batcher: JsonObject, items: readonly Json[], fields: JsonObject = {}) =>
    (await started(distributed({ ItemBatcher: batcher, ...fields }), items)).flow.output;

  it('puts so many items into each child execution, with the batch’s own input', async () => {
    expect(await batches({ MaxItemsPerBatch: 2 }, [1, 2, 3])).toEqual([{ Items: [1, 2] }, { Items: [3] }]);
    const input = { BatchInput: { 'count.$': 'States.ArrayLength($)' }, MaxItemsPerBatch: 5 };
    expect(await batches(input, [1, 2])).toEqual([{ BatchInput: { count: 2 }, Items: [1, 2] }]);
    expect(await batches({ MaxItemsPerBatch: 2 }, [])).toEqual([]);
  });

  it('keeps batches within so many bytes of input, and within what an input may have', async () => {
    const items = ['aaaa', 'bbbb', 'cccccccccccccccccccccc', 'd'];
    // {"Items":["aaaa","bbbb"]} has 25 bytes.
    expect(await batches({ MaxInputBytesPerBatch: 25 }, items)).toEqual([
      { Items: ['aaaa', 'bbbb'] },
      { Items: ['cccccccccccccccccccccc'] },
      { Items: ['d'] },
    ]);
    expect(await batches({ MaxInputBytesPerBatch: 0, MaxItemsPerBatch: 0 }, [1, 2])).toEqual([{ Items: [1, 2] }]);
  });

  it('keeps batches within what an input may have', async () => {
    const facts = { limits: { eventsPerDecision: 500, eventsPerFlow: 25_000, payloadBytes: 30 } };
    const definition = distributed({ ItemBatcher: { MaxItemsPerBatch: 9 } }, pass({ Result: 1 }));
    // {"Items":["1234567","1234567"]} has 31 bytes.
    expect((await started(definition, ['1234567', '1234567'], facts)).flow.output).toEqual([1, 1]);
    expect((await started(definition, ['1', '2', '3'], facts)).flow.output).toEqual([1]);
  });

  it('batches what ItemSelector selects', async () => {
    const fields = { ItemSelector: { 'i.$': '$$.Map.Item.Index', 'v.$': '$$.Map.Item.Value' } };
    expect(await batches({ MaxItemsPerBatch: 2 }, ['a', 'b'], fields)).toEqual([
      {
        Items: [
          { i: 0, v: 'a' },
          { i: 1, v: 'b' },
        ],
      },
    ]);
  });

  it('fails the run where ItemSelector fails', async () => {
    const fields = { ItemBatcher: { MaxItemsPerBatch: 2 }, ItemSelector: { 'x.$': '$$.Map.Item.Value.no' } };
    const ended = await started(distributed(fields), [{}]);
    expect(types(ended).slice(4)).toEqual(FAILED);
    expect(causeOf(ended)).toMatchObject({ error: 'States.Runtime', cause: expect.stringContaining("'x.$'") });
  });

  it('gives batches no item of their own in the context object', async () => {
    const inner = pass({ Parameters: { 'context.$': '$$' } });
    const { flow } = await started(distributed({ ItemBatcher: { MaxItemsPerBatch: 2 } }, inner), [1]);
    expect((flow.output as { context: JsonObject }[])[0]?.context).not.toHaveProperty('Map');
  });

  it('is evaluated in JSONata', async () => {
    const batcher = { MaxItemsPerBatch: '{% $states.input.n %}', BatchInput: '{% $states.input.n %}' };
    const definition = distributed({ Items: '{% $states.input.items %}', ItemBatcher: batcher }, pass(), {}, JSONATA);
    expect((await started(definition, { n: 2, items: [1, 2, 3] })).flow.output).toEqual([
      { BatchInput: 2, Items: [1, 2] },
      { BatchInput: 2, Items: [3] },
    ]);
  });
});

describe('the failures that a distributed Map tolerates', () => {
  const ids = async (fields: JsonObject, failing: readonly number[], items: Json = [1, 2, 3, 4]) => {
    let scene = await started(distributed({ MaxConcurrency: 1, ...fields }, task()), items);
    for (let entry = 2; scene.flow.endedAt === undefined; entry++)
      scene = await follow(scene, failing.includes(entry - 2) ? failure(entry) : output(entry, entry));
    return scene;
  };

  it('are none by default', async () => {
    const ended = await ids({}, [1]);
    expect(types(ended).slice(4)).toEqual(FAILED);
    expect(causeOf(ended)).toEqual({
      error: 'States.ExceedToleratedFailureThreshold',
      cause: 'The specified tolerated failure threshold was exceeded',
    });
  });

  it.each<[JsonObject, number, boolean]>([
    [{ ToleratedFailureCount: 1 }, 1, true],
    [{ ToleratedFailureCount: 1 }, 2, false],
    [{ ToleratedFailurePercentage: 50 }, 2, true],
    [{ ToleratedFailurePercentage: 49.9 }, 2, false],
    [{ ToleratedFailurePercentage: 100 }, 4, true],
    [{ ToleratedFailurePercentage: 50, ToleratedFailureCount: 1 }, 2, false],
    [{ ToleratedFailurePercentage: 25, ToleratedFailureCount: 3 }, 2, false],
    [{ ToleratedFailurePercentage: 0, ToleratedFailureCount: 3 }, 1, false],
  ])('%j, of %d of 4: %s', async (fields, count, isTolerated) => {
    const { flow } = await ids(fields, [0, 1, 2, 3].slice(0, count));
    expect(flow.status).toBe(isTolerated ? 'SUCCEEDED' : 'FAILED');
  });

  it('count items, not batches', async () => {
    const batcher = { ItemBatcher: { MaxItemsPerBatch: 2 } };
    expect((await ids({ ...batcher, ToleratedFailureCount: 1 }, [0])).flow.status).toBe('FAILED');
    expect((await ids({ ...batcher, ToleratedFailureCount: 2 }, [0])).flow.status).toBe('SUCCEEDED');
    expect((await ids({ ...batcher, ToleratedFailurePercentage: 50 }, [1])).flow.status).toBe('SUCCEEDED');
  });

  it('are shown with their executions', async () => {
    const { flow } = await ids({ ToleratedFailureCount: 1 }, [0], [{ a: 1 }, 2]);
    expect(flow.output).toEqual([
      {
        Cause: 'Broken happened',
        Error: 'Broken',
        ExecutionArn: expect.stringMatching(/^arn:aws:states:us-east-1:\d+:execution:sample\/M:[0-9a-f-]{36}$/),
        Input: '{"a":1}',
        InputDetails: { Included: true },
        Name: expect.stringMatching(/^[0-9a-f-]{36}$/),
        RedriveCount: 0,
        RedriveStatus: 'REDRIVABLE_BY_MAP_RUN',
        StartDate: '2026-01-01T00:00:00.000Z',
        StateMachineArn: expect.stringMatching(/:stateMachine:sample\/M$/),
        Status: 'FAILED',
        StopDate: '2026-01-01T00:00:00.000Z',
      },
      3,
    ]);
  });
});

describe('ResultWriter', () => {
  it('hands on results in the form that it says', async () => {
    const flow = async (WriterConfig: JsonObject) =>
      (await started(distributed({ ResultWriter: { WriterConfig } }), [[1], [2, [3]], 'x'])).flow.output;
    expect(await flow({ Transformation: 'FLATTEN', OutputType: 'JSON' })).toEqual([1, 2, [3], 'x']);
    expect(await flow({ OutputType: 'JSON' })).toEqual([[1], [2, [3]], 'x']);
    expect(await flow({ Transformation: 'COMPACT', OutputType: 'JSONL' })).toBe('[1]\n[2,[3]]\n"x"');
    expect(await flow({ Transformation: 'NONE', OutputType: 'JSON' })).toMatchObject([
      {
        Input: '[1]',
        Output: '[1]',
        OutputDetails: { Included: true },
        RedriveStatus: 'NOT_REDRIVABLE',
        RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
        Status: 'SUCCEEDED',
      },
      { Output: '[2,[3]]' },
      { Output: '"x"' },
    ]);
  });

  it('names express executions as AWS does', async () => {
    const writer = { WriterConfig: { Transformation: 'NONE', OutputType: 'JSON' } };
    const definition = distributed({ Label: 'L', ResultWriter: writer }, pass(), { ExecutionType: 'EXPRESS' });
    const { flow } = await started(definition, [1]);
    const [result] = flow.output as JsonObject[];
    expect(result?.['ExecutionArn']).toMatch(/:express:sample\/L:[0-9a-f-]{36}:[0-9a-f-]{36}$/);
    expect(result).not.toHaveProperty('RedriveStatus');
    const two = { ToleratedFailureCount: 1, ...writer };
    const failing = await started(distributed(two, { Type: 'Fail', Error: 'E' }, { ExecutionType: 'EXPRESS' }), [1]);
    expect((failing.flow.output as JsonObject[])[0]).not.toHaveProperty('RedriveStatus');
  });

  it('is a job after the last iteration; the Map’s result says where the results are', async () => {
    const writing = await started(distributed({ ResultWriter: WRITER }), ['x']);
    expect(types(writing).slice(1)).toEqual(BEGUN);
    const job = jobOf(writing);
    expect(writing.effects.map(({ id }) => id)).toEqual(['job:1.2']);
    expect(job).toMatchObject({ processor: PUT, input: { Bucket: 'results', Prefix: 'jobs' } });
    expect(job?.results).toMatchObject({
      bucket: 'results',
      prefix: 'jobs',
      config: { transformation: 'NONE', outputType: 'JSON' },
      results: [{ status: 'SUCCEEDED', output: 'x', execution: { Input: '"x"', Output: '"x"' } }],
    });
    expect(openEffects(writing.flow)).toEqual(writing.effects);
    const ended = await follow(writing, output(1, null, 2));
    expect(types(ended).slice(4)).toEqual(DONE);
    const { MapRunArn, ResultWriterDetails } = ended.flow.output as JsonObject;
    expect(MapRunArn).toBe(job?.results?.mapRunArn);
    const id = (MapRunArn as string).slice(-36);
    expect(ResultWriterDetails).toEqual({ Bucket: 'results', Key: `jobs/${id}/manifest.json` });
  });

  it('is written in JSONata, for no items as well', async () => {
    const writer = { Resource: PUT, Arguments: { Bucket: '{% $states.input.b %}' } };
    const definition = distributed({ Items: [], ResultWriter: writer }, pass(), {}, JSONATA);
    const writing = await started(definition, { b: 'bucket' });
    expect(jobOf(writing)).toMatchObject({ input: { Bucket: 'bucket' }, results: { results: [] } });
    expect((await follow(writing, output(1, null, 2))).flow.output).toMatchObject({
      ResultWriterDetails: { Bucket: 'bucket', Key: expect.stringMatching(/^[0-9a-f-]{36}\/manifest\.json$/) },
    });
  });

  it('fails the run where the results cannot be written', async () => {
    const writing = await started(distributed({ ResultWriter: WRITER }), ['x']);
    const ended = await follow(writing, failure(1, 'States.ResultWriterFailed', 2));
    expect(types(ended).slice(4)).toEqual(FAILED);
    expect(causeOf(ended)).toEqual({
      error: 'States.ResultWriterFailed',
      cause: 'States.ResultWriterFailed happened',
    });
  });

  it('writes what there is of a run that failed, and the run fails with its own error', async () => {
    const definition = distributed({ MaxConcurrency: 3, ResultWriter: WRITER }, task());
    const running = await follow(await started(definition, ['a', 'b', 'c', 'd', 'e']), output(2, 'A'));
    const writing = await follow(running, failure(3));
    expect(writing.effects.map(({ id }) => id)).toEqual(['cancel:4.1', 'cancel:5.1', 'job:1.2']);
    const statuses = jobOf(writing)?.results?.results.map(({ status }) => status);
    expect(statuses).toEqual(['SUCCEEDED', 'FAILED', 'ABORTED', 'ABORTED', 'PENDING']);
    expect(jobOf(writing)?.results?.results[4]).toMatchObject({ execution: { Input: '"e"', Status: 'PENDING' } });
    const ended = await follow(writing, failure(1, 'NoMatter', 2));
    expect(types(ended).slice(4)).toEqual(FAILED);
    expect(causeOf(ended)?.error).toBe('States.ExceedToleratedFailureThreshold');
    const again = await follow(ended, verb('RetryFlow'));
    expect(types(again).slice(-2)).toEqual(['ExecutionRedriven', 'MapRunRedriven']);
    const { mapRunArn } = detailsOf(again, 'MapRunStarted') as JsonObject;
    expect(detailsOf(again, 'MapRunRedriven')).toEqual({ mapRunArn, redriveCount: 1 });
    const rerun = again.effects.map((effect) => (effect.type === 'DispatchJob' ? effect.job.input : undefined));
    expect(rerun).toEqual(['b', 'c', 'd']);
    let scene = again;
    for (const entry of [6, 7, 8, 9]) scene = await follow(scene, output(entry, entry));
    expect(jobOf(scene)?.results?.results.map(({ status }) => status)).toEqual(Array(5).fill('SUCCEEDED'));
    const done = await follow(scene, output(1, null, 3));
    const redriven = done.history.find(({ type }) => type === 'MapRunRedriven');
    expect(done.history.find(({ type }) => type === 'MapRunSucceeded')?.previousEventId).toBe(redriven?.id);
    expect(done.flow.status).toBe('SUCCEEDED');
  });

  it('counts what failed at the same moment', async () => {
    const fields = { TimeoutSeconds: 5 };
    const scene = await started(distributed({ ResultWriter: WRITER }, task(fields)), ['a', 'b']);
    const late = await follow(under(scene, { now: scene.facts.now + 5000 }), fired('timeout', 2, 1));
    expect(jobOf(late)?.results?.results).toMatchObject([
      { status: 'FAILED', execution: { Error: 'States.Timeout' } },
      { status: 'FAILED', execution: { Error: 'States.Timeout' } },
    ]);
  });
});

describe('an iteration of a distributed Map', () => {
  const CONTEXT = pass({ Parameters: { 'c.$': '$$' } });

  it('is an execution of its own', async () => {
    const { flow } = await started(distributed({ Label: 'Part' }, CONTEXT), ['x', 'y']);
    const [first, second] = flow.output as {
      c: { Execution: JsonObject; StateMachine: JsonObject; Map: JsonObject };
    }[];
    expect(first?.c).toEqual({
      Execution: {
        Id: expect.stringMatching(/:execution:sample\/Part:[0-9a-f-]{36}$/),
        Input: 'x',
        Name: expect.stringMatching(/^[0-9a-f-]{36}$/),
        RoleArn: expect.stringContaining('role/sample'),
        StartTime: '2026-01-01T00:00:00.000Z',
        RedriveCount: 0,
      },
      StateMachine: { Id: expect.stringMatching(/:stateMachine:sample\/Part$/), Name: 'sample/Part' },
      State: { Name: 'A', EnteredTime: '2026-01-01T00:00:00.000Z' },
      Map: { Item: { Index: 0, Value: 'x', Source: 'STATE_DATA' } },
    });
    expect(second?.c.Execution['Name']).not.toBe(first?.c.Execution['Name']);
  });

  it('keeps its execution from state to state and within its branches', async () => {
    const inner = machine({ A: pass({ Result: 1 }), P: parallel([machine({ B: CONTEXT })]) });
    const processor = { ...inner, ProcessorConfig: { Mode: 'DISTRIBUTED' } };
    const { flow } = await started(machine({ M: map(processor) }), ['x']);
    expect(flow.output).toMatchObject([[{ c: { Execution: { Input: 'x' }, StateMachine: { Name: 'sample/M' } } }]]);
  });

  it('knows where its item came from', async () => {
    const selector = { 's.$': '$$.Map.Item.Source', 'v.$': '$$.Map.Item.Value' };
    const scene = await started(distributed({ ItemReader: READER, ItemSelector: selector }), { key: 'k' });
    const sources = [
      { from: 0, uri: 's3://b/1' },
      { from: 2, uri: 's3://b/2' },
    ];
    expect((await follow(scene, read([1, 2, 3], 1, sources))).flow.output).toEqual([
      { s: 's3://b/1', v: 1 },
      { s: 's3://b/1', v: 2 },
      { s: 's3://b/2', v: 3 },
    ]);
  });

  it('takes the pairs of an object', async () => {
    const pairs = [
      { Key: 'a', Value: 1 },
      { Key: 'b', Value: null },
    ];
    expect((await started(distributed({}), { a: 1, b: null })).flow.output).toEqual(pairs);
    const jsonata = distributed({ Items: '{% $states.input.o %}' }, pass(), {}, JSONATA);
    expect((await started(jsonata, { o: { a: 1, b: null } })).flow.output).toEqual(pairs);
    const selector = { ItemsPath: '$.o', ItemSelector: { 'item.$': '$$.Map.Item' } };
    expect((await started(distributed(selector), { o: { a: 1 } })).flow.output).toEqual([
      { item: { Index: 0, Key: 'a', Value: 1, Source: 'STATE_DATA' } },
    ]);
    expect(causeOf(await started(distributed({}), 'text'))?.cause).toContain('must point to array');
  });

  it('is refused an input that is too large', async () => {
    const facts = { limits: { eventsPerDecision: 500, eventsPerFlow: 25_000, payloadBytes: 100 } };
    const reading = await started(distributed({ ItemReader: READER }), { key: 'k' }, facts);
    const ended = await follow(reading, read(['x'.repeat(101)]));
    expect(types(ended).slice(4)).toEqual(FAILED);
    expect(causeOf(ended)?.error).toBe('States.DataLimitExceeded');
  });

  it('has its run broken off when the flow times out', async () => {
    const definition = { ...distributed({}, task()), TimeoutSeconds: 9 };
    const scene = await started(definition, [1]);
    const ended = await follow(under(scene, { now: scene.facts.now + 9000 }), fired('flow-timeout', 0, 1));
    expect(types(ended).slice(4)).toEqual(['MapRunAborted', 'MapStateAborted', 'ExecutionTimedOut']);
  });

  it('ends a run whose exit follows the run’s start where JSONata or variables are used, else its end', async () => {
    const previous = ({ history }: Scene) => {
      const exit = history.find(({ type }) => type === 'MapStateExited');
      return history.find(({ id }) => id === exit?.previousEventId)?.type;
    };
    expect(previous(await started(distributed({}), [1]))).toBe('MapRunSucceeded');
    expect(previous(await started(distributed({}, pass(), {}, JSONATA), [1]))).toBe('MapRunStarted');
    const { States } = distributed({ End: true }) as { States: JsonObject };
    const before = pass({ Assign: { v: 1 }, Next: 'M' });
    expect(previous(await started({ StartAt: 'P', States: { P: before, ...States } }, [1]))).toBe('MapRunStarted');
  });

  it('may be one of a detached fork', async () => {
    const fork = distributed({ ItemReader: READER, Completion: 'Detached', ResultWriter: WRITER }) as {
      States: JsonObject;
    };
    const states = { ...fork.States, M: { ...(fork.States['M'] as JsonObject), End: undefined, Next: 'J' } };
    const definition = JSON.parse(
      JSON.stringify({ StartAt: 'M', States: { ...states, J: { Type: 'Join', Of: 'M', End: true } } }),
    );
    const reading = await follow(accepted(definition, { key: 'k' }), { type: 'StartFlow' });
    expect((await follow(reading, read([1, 2]))).flow.output).toEqual([1, 2]);
  });
});

describe('ItemBatcher after a selector that takes long', () => {
  const items = [...new Array(60).keys()];
  const sum = '{% $sum($map([1..2000], function($n) { $n })) + $states.context.Map.Item.Value %}';
  const definition = distributed(
    { Items: items, ItemSelector: { Sum: sum }, ItemBatcher: { MaxItemsPerBatch: 25 } },
    pass(),
    {},
    JSONATA,
  );

  async function finished(begun: Scene): Promise<Scene> {
    let scene = begun;
    for (;;) {
      const effect = scene.effects.find(({ type }) => type === 'ContinueLater');
      if (effect?.type !== 'ContinueLater') return scene;
      scene = await follow(scene, { type: 'ContinueFlow', sequence: effect.sequence });
    }
  }
  const sums = (scene: Scene) =>
    (scene.flow.output as { Items: { Sum: number }[] }[]).map(({ Items }) => Items.map(({ Sum }) => Sum - 2_001_000));

  it('selects in several decisions, and then makes the batches', async () => {
    const begun = await started(definition);
    expect(begun.flow.visits[1]?.phase).toMatchObject({ type: 'children', outcomes: [], resumesAfter: 4 });
    const scene = await finished(begun);
    expect(types(scene).slice(1)).toEqual([...BEGUN, ...DONE]);
    expect(sums(scene)).toEqual([items.slice(0, 25), items.slice(25, 50), items.slice(50)]);
  });

  it('goes on where the flow was stopped when it is retried', async () => {
    const stopped = await follow(await started(definition), verb('StopFlow'));
    const scene = await finished(await follow(stopped, verb('RetryFlow')));
    expect(sums(scene).flat()).toEqual(items);
  });
});
