import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { type Embedded, openEmbedded } from '../../../src/adapters/embedded/open-embedded.ts';
import type { FlowId } from '../../../src/engine/ids.ts';
import { type Processor, succeeded } from '../../../src/executor/processor.ts';
import { createKafkaProcessor } from '../../../src/executor/processors/kafka.ts';
import { createExecutor } from '../../../src/executor/run-job.ts';
import { createDeadLetters } from '../../../src/ingest/dead-letters.ts';
import { createReplies } from '../../../src/ingest/replies.ts';
import { createTriggers } from '../../../src/ingest/triggers.ts';
import { createTokenSigner } from '../../../src/messages/token.ts';
import { type InputRecord, inputsTopic, type JobRecord, jobsTopic, userTopic } from '../../../src/messages/topics.ts';
import { createInProcessFleet } from '../../../src/scheduler/in-process-fleet.ts';
import { jobRecord } from '../../unit/executor/support.ts';

const directory = mkdtempSync(join(tmpdir(), 'sfc-executor-'));
const clock = { now: Date.now };
const tokens = createTokenSigner('key');
let open: (() => Promise<void>)[] = [];
let store = 0;

afterEach(async () => {
  for (const close of open.reverse()) await close();
  open = [];
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function embeddedIn(name: string): Promise<Embedded> {
  const embedded = await openEmbedded({ directory: join(directory, name), clock });
  open.push(embedded.close);
  return embedded;
}

/** Everything that runs jobs and takes replies, on one directory, with the inputs that reach the conductor. */
async function given(work: Processor['perform'] = async () => succeeded('done'), name = `store-${store++}`) {
  const embedded = await embeddedIn(name);
  const { bus, correlations, claims } = embedded;
  const processors = [
    { serves: (r: string) => r.startsWith('test:'), perform: work },
    createKafkaProcessor({ bus, correlations }),
  ];
  const executor = createExecutor({ processors, bus, correlations, claims, payloadBytes: 10_000 });
  const fleet = createInProcessFleet({ bus, executor, backlog: bus.backlog });
  const sendDeadLetters = createDeadLetters({ bus, clock });
  const replies = createReplies({ bus, tokens, correlations, sendDeadLetters, payloadBytes: 10_000 });
  open.push(async () => {
    await replies.stop();
    await fleet.close({ graceSeconds: 0 });
  });
  const inputs: InputRecord[] = [];
  await bus.subscribe({
    topic: inputsTopic,
    group: 'conductor',
    batchSize: 100,
    handle: async (batch) => void inputs.push(...batch.map(({ value }) => value)),
  });
  const dispatch = (jobs: readonly JobRecord[]) =>
    bus.send(
      jobsTopic(),
      jobs.map((value) => ({ key: value.token, value, durable: false })),
    );
  return { name, embedded, bus, fleet, replies, inputs, dispatch };
}

function signedJob(job: Parameters<typeof jobRecord>[0]): JobRecord {
  const record = jobRecord(job);
  return { ...record, token: tokens.sign(record.flowId, record.dispatch) };
}

const common = { name: 'common', topic: 'sfc.jobs', replicas: 1, concurrency: 8 };
const eventually = (check: () => unknown) => vi.waitFor(check, { interval: 5, timeout: 20_000 });

describe('workers on the embedded bus', () => {
  it('do every job once while workers come, change and go, and a slow one holds up none', async () => {
    let release = () => {};
    const isSlow = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { fleet, inputs, dispatch } = await given(async ({ job }) => {
      if (job.input === 'slow') await isSlow;
      else await new Promise((resolve) => setImmediate(resolve));
      return succeeded('done');
    });
    const jobs = [jobRecord({ input: 'slow' }), ...Array.from({ length: 2000 }, () => jobRecord())];
    await dispatch(jobs);
    await fleet.apply(common);
    await fleet.apply({ ...common, name: 'common-b', concurrency: 3 });
    await eventually(() => expect(inputs.length).toBeGreaterThan(200));
    await fleet.apply({ ...common, replicas: 2 });
    await fleet.remove('common-b');
    await eventually(() => expect(inputs).toHaveLength(2000));
    release();
    await eventually(() => expect(inputs).toHaveLength(2001));
    expect(new Set(inputs.map(({ flowId }) => flowId)).size).toBe(2001);
  });

  it('leave jobs on the topic while nobody serves it', async () => {
    const { bus, fleet, inputs, dispatch } = await given();
    await dispatch([jobRecord(), jobRecord()]);
    await fleet.apply({ ...common, replicas: 0 });
    expect(await fleet.list()).toMatchObject([{ waiting: 2 }]);
    await fleet.apply(common);
    await eventually(() => expect(inputs).toHaveLength(2));
    expect(bus.backlog('sfc.jobs', 'sfc.workers')).toBe(0);
  });

  it('call an AtMostOnce job once, also after a restart', async () => {
    const job = jobRecord({ delivery: 'AtMostOnce' });
    const first = await given();
    await first.fleet.apply(common);
    await first.dispatch([job]);
    await eventually(() => expect(first.inputs).toHaveLength(1));
    await first.fleet.close({ graceSeconds: 0 });
    await first.embedded.close();
    const second = await given(undefined, first.name);
    await second.fleet.apply(common);
    await second.dispatch([job]);
    await eventually(() => expect(second.inputs).toHaveLength(1));
    expect(first.inputs[0]?.input).toMatchObject({ result: { output: 'done' } });
    expect(second.inputs[0]?.input).toMatchObject({ result: { error: { error: 'SFC.Unknown' } } });
  });
});

describe('async jobs on the embedded bus', () => {
  it('go to their group, and come back by their token', async () => {
    const { bus, fleet, replies, inputs, dispatch } = await given();
    await fleet.apply(common);
    await replies.apply([{ topic: 'sfc.replies', expressions: [] }]);
    const job = signedJob({ processor: 'kafka://orders', mode: 'Async', group: 'split', input: { id: 1 } });
    await dispatch([job]);
    const [request] = await bus.remote.poll({ topic: 'orders.split', group: 'split', max: 10, waitMs: 5000 });
    expect(request).toMatchObject({ value: '{"id":1}', headers: { 'sfc-reply-topic': 'sfc.replies' } });
    const headers = { 'sfc-task-token': request?.headers?.['sfc-task-token'] ?? '' };
    await bus.send(userTopic('sfc.replies'), [{ value: '{"split":2}', headers }]);
    await eventually(() => expect(inputs).toHaveLength(2));
    const { entry, attempt } = job.dispatch;
    expect(inputs.map(({ input }) => input)).toMatchObject([
      { type: 'ReportJobStarted', entry, attempt, submitted: { Topic: 'orders.split' } },
      { type: 'ReportJobResult', entry, attempt, result: { output: { split: 2 } } },
    ]);
  });

  it('are matched by Correlation whoever comes first, also after a restart', async () => {
    const correlation = { key: 7, replyExpression: '$reply.orderId' };
    const topics = [{ topic: 'results', expressions: ['$reply.orderId'] }];
    const job = () => signedJob({ processor: 'kafka://orders', mode: 'Async', replyTopic: 'results', correlation });
    const first = await given();
    await first.fleet.apply(common);
    const [requestFirst, replyFirst] = [job(), job()];
    await first.dispatch([requestFirst]);
    await eventually(() => expect(first.inputs).toHaveLength(1));
    await first.fleet.close({ graceSeconds: 0 });
    await first.embedded.close();

    const { bus, fleet, replies, inputs, dispatch } = await given(undefined, first.name);
    await fleet.apply(common);
    await replies.apply(topics);
    await bus.send(userTopic('results'), [{ value: '{"orderId":7,"n":1}' }]);
    await eventually(() => expect(inputs).toHaveLength(1));
    expect(inputs[0]).toMatchObject({ flowId: requestFirst.flowId, input: { result: { output: { n: 1 } } } });
    await bus.send(userTopic('results'), [{ value: '{"orderId":7,"n":2}' }]);
    await eventually(() => expect(replies.counts().waiting).toBe(1));
    await dispatch([replyFirst]);
    await eventually(() => expect(inputs).toHaveLength(2));
    expect(inputs[1]).toMatchObject({
      flowId: replyFirst.flowId,
      input: { type: 'ReportJobResult', result: { output: { n: 2 } } },
    });
  });

  it('give up their place in the order of equal keys when they are cancelled', async () => {
    const { bus, fleet, replies, inputs, dispatch } = await given();
    await fleet.apply({ ...common, concurrency: 1 });
    await replies.apply([{ topic: 'results', expressions: ['$reply.id'] }]);
    const correlation = { key: 1, replyExpression: '$reply.id' };
    const job = () => signedJob({ processor: 'kafka://orders', mode: 'Async', replyTopic: 'results', correlation });
    const [gone, wanted] = [job(), job()];
    await dispatch([gone]);
    await eventually(() => expect(inputs).toHaveLength(1));
    await dispatch([wanted]);
    await eventually(() => expect(inputs).toHaveLength(2));
    fleet.cancel(gone.token);
    await bus.send(userTopic('results'), [{ value: '{"id":1}' }]);
    await eventually(() => expect(inputs).toHaveLength(3));
    expect(inputs[2]).toMatchObject({ flowId: wanted.flowId, input: { type: 'ReportJobResult' } });
  });
});

describe('triggers on the embedded bus', () => {
  it('start each record once while the blueprint is stopped, started and changed, and the process restarts', async () => {
    const name = `store-${store++}`;
    const started: string[] = [];
    const session = async () => {
      const embedded = await embeddedIn(name);
      const startFlow = async ({ name: flow }: { name: string }) => {
        const isNew = !started.includes(flow);
        if (isNew) started.push(flow);
        return { created: isNew, flowId: flow as FlowId };
      };
      const sendDeadLetters = createDeadLetters({ bus: embedded.bus, clock });
      const triggers = createTriggers({ bus: embedded.bus, startFlow, sendDeadLetters });
      open.push(triggers.stop);
      return { embedded, triggers };
    };
    const source = (version: number) => ({
      name: 'orders',
      version,
      blueprint: { StartAt: 'A', States: {}, Triggers: [{ Topic: 'raw', FlowName: '$.value.id' }] },
    });
    const send = ({ bus }: Embedded, from: number) =>
      bus.send(
        userTopic('raw'),
        Array.from({ length: 100 }, (_, i) => ({ key: `${i}`, value: JSON.stringify({ id: `${from + i}` }) })),
      );
    const first = await session();
    await send(first.embedded, 0);
    await first.triggers.apply([source(1)]);
    await send(first.embedded, 100);
    await first.triggers.apply([]);
    await send(first.embedded, 200);
    await first.triggers.apply([source(2)]);
    await first.triggers.stop();
    await first.embedded.close();
    const second = await session();
    await send(second.embedded, 300);
    await second.triggers.apply([source(3)]);
    await eventually(() => expect(started).toHaveLength(400));
    expect(started.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 400 }, (_, i) => i));
  });
});
