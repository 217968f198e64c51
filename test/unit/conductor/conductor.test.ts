import { describe, expect, it } from 'vitest';
import type { Flow } from '../../../src/engine/flow.ts';
import type { FlowId } from '../../../src/engine/ids.ts';
import type { Input } from '../../../src/engine/inputs.ts';
import { SfcError } from '../../../src/errors/sfc-error.ts';
import type { DeadLetter, HistoryRecord, JobRecord } from '../../../src/messages/topics.ts';
import { decideTiny } from '../../simulation/support/tiny-engine.ts';
import { batchOf, createStage, eventTypes, flowOf, NOW, START, type Stage, success } from './support/stage.ts';

const JOBS = 'sfc.jobs';
const HISTORY = 'sfc.history';
const DEAD_LETTERS = 'sfc.dead-letters';
const full = () => new SfcError('SFC_STORE_FULL', 'No space is left.');

const tokensOf = (stage: Stage, topic = JOBS) => {
  return stage.sentTo(topic).map((job) => (job as JobRecord).token.split('.').slice(0, 3).join('.'));
};
const publishedEvents = (stage: Stage) =>
  stage.sentTo(HISTORY).map((record) => eventTypes((record as HistoryRecord).events));

describe('a batch', () => {
  it('advances each flow once, with one write, and publishes what that caused', async () => {
    const stage = createStage();
    const [a, b] = [stage.accept('a'), stage.accept('b')];

    await stage.conductor.handle(
      batchOf(0, [
        [a, START],
        [b, START],
        [a, success(1)],
      ]),
    );

    expect(stage.writes.map(({ flow, expectedRevision }) => [flow.id, flow.status, expectedRevision])).toEqual([
      ['a', 'SUCCEEDED', 0],
      ['b', 'RUNNING', 0],
    ]);
    expect(tokensOf(stage)).toEqual(['a.1.1', 'b.1.1']);
    expect(publishedEvents(stage)).toEqual([
      ['ExecutionStarted', 'TaskScheduled'],
      ['TaskSucceeded', 'ExecutionSucceeded'],
      ['ExecutionStarted', 'TaskScheduled'],
    ]);
  });

  it('leaves a place in the outbox for each input that caused something', async () => {
    const stage = createStage();
    const a = stage.accept('a');
    await stage.conductor.handle(
      batchOf(
        5,
        [
          [a, START],
          [a, START],
          [a, success(1)],
        ],
        2,
      ),
    );
    expect(stage.items.get(a)?.outbox.map(({ partition, offset }) => [partition, offset])).toEqual([
      [2, 5],
      [2, 7],
    ]);
  });

  it('sends once per topic', async () => {
    const stage = createStage();
    const flows = ['a', 'b', 'c'].map(stage.accept);
    const sends: string[] = [];
    const { conductor } = createStage({
      flowStore: stage.flowStore,
      bus: {
        send: async (topic) => {
          sends.push(topic.name);
          return [];
        },
        subscribe: () => Promise.reject(new Error('unused')),
      },
    });
    await conductor.handle(
      batchOf(
        0,
        flows.map((flow) => [flow, START]),
      ),
    );
    expect(sends).toEqual([JOBS, HISTORY]);
  });

  it("puts a specific worker's jobs on its own topic", async () => {
    const stage = createStage({ laneOf: (blueprint) => blueprint });
    await stage.conductor.handle(batchOf(0, [[stage.accept('a'), START]]));
    expect(tokensOf(stage, `${JOBS}.tiny`)).toEqual(['a.1.1']);
    expect(tokensOf(stage)).toEqual([]);
  });

  it('leaves to the store what the store performs', async () => {
    const stage = createStage({
      performs: new Set(['RecordHistory', 'SetTimer'] as const),
      program: [{ type: 'job', maxAttempts: 1, timeout: 50 }],
    });
    const a = stage.accept('a');
    await stage.conductor.handle(batchOf(0, [[a, START]]));
    expect(stage.sentTo(HISTORY)).toEqual([]);
    expect(stage.timersSet).toEqual([]);
    expect(stage.writes[0]?.effects.map(({ id }) => id)).toEqual(['job:1.1', 'timeout:1.1']);
    expect(stage.items.get(a)?.outbox[0]?.effects.map(({ id }) => id)).toEqual(['job:1.1']);
  });

  it('sets and cancels timers by the last word on each', async () => {
    const stage = createStage({ program: [{ type: 'job', maxAttempts: 1, timeout: 50 }] });
    const a = stage.accept('a');
    await stage.conductor.handle(
      batchOf(0, [
        [a, START],
        [a, success(1)],
      ]),
    );
    expect(stage.timersSet).toEqual([]);
    expect(stage.timersCancelled).toEqual(['timeout:1.1']);
  });

  it('continues a decision that reached its budget, and tells of jobs that are not wanted any more', async () => {
    const cancelled: unknown[] = [];
    const limits = { eventsPerDecision: 3, eventsPerFlow: 100, payloadBytes: 100 };
    const stage = createStage({ program: [{ type: 'burst', events: 9 }], limits });
    const a = stage.accept('a');
    await stage.conductor.handle(batchOf(0, [[a, START]]));
    expect(stage.sentTo('sfc.inputs')).toEqual([{ flowId: 'a', input: { type: 'ContinueFlow', sequence: 1 } }]);

    const other = createStage({
      cancelJob: (flowId, ref) => {
        cancelled.push([flowId, ref]);
        throw new Error('a broken hint');
      },
    });
    const b = other.accept('b');
    await other.conductor.handle(
      batchOf(0, [
        [b, START],
        [b, { type: 'StopFlow', operationId: 'x', run: 1 }],
      ]),
    );
    expect(cancelled).toEqual([['b', { entry: 1, attempt: 1 }]]);
  });

  it('decides with promises where the decision gives one, in order', async () => {
    const stage = createStage({ decide: async (...given) => decideTiny(...given) });
    const a = stage.accept('a');
    await stage.conductor.handle(
      batchOf(0, [
        [a, START],
        [a, success(1)],
      ]),
    );
    expect(flowOf(stage, a)?.status).toBe('SUCCEEDED');
    expect(stage.writes).toHaveLength(1);
  });

  it('reads a flow once, and not again while it is warm', async () => {
    const stage = createStage({
      program: [
        { type: 'job', maxAttempts: 1 },
        { type: 'job', maxAttempts: 1 },
      ],
    });
    const a = stage.accept('a');
    await stage.conductor.handle(batchOf(0, [[a, START]]));
    await stage.conductor.handle(batchOf(1, [[a, success(1)]]));
    expect(stage.loads).toEqual(['a']);
  });

  it('reads nothing for a flow that it was told of', async () => {
    const stage = createStage();
    const a = stage.accept('a');
    stage.conductor.accepted(flowOf(stage, a) as Flow);
    await stage.conductor.handle(batchOf(0, [[a, START]]));
    expect(stage.loads).toEqual([]);
    expect(tokensOf(stage)).toEqual(['a.1.1']);
  });
});

describe('a redelivered input', () => {
  it('that was applied publishes again its own entries, and no more', async () => {
    const stage = createStage({ program: [{ type: 'fork', branches: 2, length: 2 }] });
    const a = stage.accept('a');
    await stage.conductor.handle(
      batchOf(0, [
        [a, START],
        [a, success(2)],
        [a, success(3)],
      ]),
    );
    expect(tokensOf(stage)).toEqual(['a.2.1', 'a.3.1', 'a.4.1', 'a.5.1']);
    stage.sent.length = 0;

    await stage.conductor.handle(batchOf(1, [[a, success(2)]]));

    expect(stage.writes).toHaveLength(1);
    expect(tokensOf(stage)).toEqual(['a.4.1']);
    expect(publishedEvents(stage)).toEqual([['TaskSucceeded', 'TaskScheduled']]);
  });

  it('is published by another conductor where the first died after its write', async () => {
    const stage = createStage();
    const a = stage.accept('a');
    stage.faults.send.push(full());
    await expect(stage.conductor.handle(batchOf(0, [[a, START]]))).rejects.toThrow('No space');

    const other = createStage({ flowStore: stage.flowStore });
    await other.conductor.handle(batchOf(0, [[a, START]]));
    expect(tokensOf(other)).toEqual(['a.1.1']);
    expect(stage.writes).toHaveLength(1);
  });

  it('is published where the store keeps no outbox and the bus failed after the write', async () => {
    const stage = createStage({ keepsOutbox: false });
    const [a, b] = [stage.accept('a'), stage.accept('b')];
    stage.faults.send.push(full(), full());
    const handled = stage.conductor.handle(
      batchOf(0, [
        [a, START],
        [b, START],
      ]),
    );
    await expect(handled).rejects.toThrow('No space');
    stage.sent.length = 0;

    await stage.conductor.handle(batchOf(0, [[a, START]]));
    expect(tokensOf(stage)).toEqual(['a.1.1']);
    await stage.conductor.handle(batchOf(1, [[b, START]]));
    expect(tokensOf(stage)).toEqual(['a.1.1', 'b.1.1']);
  });
});

describe('a copy in the warm cache', () => {
  /** Two conductors; the first is warm, the second has advanced the flow since. */
  async function overtaken() {
    const jobs = [1, 2, 3].map(() => ({ type: 'job', maxAttempts: 1 }) as const);
    const first = createStage({ program: jobs });
    const a = first.accept('a');
    await first.conductor.handle(batchOf(0, [[a, START]]));
    const second = createStage({ program: jobs, flowStore: first.flowStore });
    await second.conductor.handle(batchOf(1, [[a, success(1)]]));
    first.sent.length = 0;
    return { first, a };
  }

  it('judges what looks stale again on a consistent read', async () => {
    const { first, a } = await overtaken();
    first.loads.length = 0;
    await first.conductor.handle(batchOf(2, [[a, success(2)]]));
    expect(tokensOf(first)).toEqual(['a.3.1']);
    expect(first.loads).toEqual(['a']);
  });

  it('meets a conflict: the flow is read and decided again, and nothing happens twice', async () => {
    const { first, a } = await overtaken();
    await first.conductor.handle(
      batchOf(1, [
        [a, success(1)],
        [a, success(2)],
      ]),
    );
    expect(flowOf(first, a)?.eventCount).toBe(6);
    expect(tokensOf(first)).toEqual(['a.2.1', 'a.3.1']);
  });

  it('gives up the batch after many conflicts, with nothing lost', async () => {
    const stage = createStage();
    const a = stage.accept('a');
    const { conductor } = createStage({
      flowStore: { ...stage.flowStore, commit: async (writes) => writes.map(() => 'conflict') },
    });
    await expect(conductor.handle(batchOf(0, [[a, START]]))).rejects.toMatchObject({ code: 'SFC_FLOW_CONTENDED' });
  });
});

describe('a timer', () => {
  const WAIT: Input = { type: 'FireTimer', kind: 'wait', entry: 1, attempt: 0, dueTime: NOW + 50 };

  it('that fired for an earlier setting is set again as it is open', async () => {
    const stage = createStage({ program: [{ type: 'wait', duration: 50 }] });
    const a = stage.accept('a');
    await stage.conductor.handle(batchOf(0, [[a, START]]));
    stage.timersSet.length = 0;
    await stage.conductor.handle(batchOf(1, [[a, { ...WAIT, dueTime: NOW + 20 }]]));
    expect(stage.timersSet).toMatchObject([{ id: 'wait:1.0', dueTime: NOW + 50 }]);
    expect(stage.writes).toHaveLength(1);
  });

  it('that is late changes nothing', async () => {
    const stage = createStage({ program: [{ type: 'wait', duration: 50 }] });
    const a = stage.accept('a');
    await stage.conductor.handle(batchOf(0, [[a, START]]));
    await stage.conductor.handle(batchOf(1, [[a, WAIT]]));
    stage.timersSet.length = 0;
    await stage.conductor.handle(batchOf(2, [[a, WAIT]]));
    expect(stage.timersSet).toEqual([]);
    expect(flowOf(stage, a)?.status).toBe('SUCCEEDED');
  });
});

describe('an input that can never be processed', () => {
  const letters = (stage: Stage) => stage.sentTo(DEAD_LETTERS) as DeadLetter[];

  it('goes to the dead letters where its flow is unknown; the rest of the batch goes on', async () => {
    const stage = createStage();
    const [a, unknown] = [stage.accept('a'), 'nobody' as FlowId];
    await stage.conductor.handle(
      batchOf(3, [
        [unknown, success(1)],
        [a, START],
      ]),
    );
    expect(letters(stage)).toMatchObject([
      { code: 'SFC_UNKNOWN_FLOW', topic: 'sfc.inputs', partition: 0, offset: 3, key: 'nobody', failedAt: NOW },
    ]);
    expect(JSON.parse(letters(stage)[0]?.value ?? '')).toEqual({ flowId: 'nobody', input: success(1) });
    expect(tokensOf(stage)).toEqual(['a.1.1']);
    expect(stage.conductor.health()).toMatchObject({ isHealthy: true, deadLetters: 1 });
  });

  it('is dropped in silence where it is a late timer of a flow that was removed', async () => {
    const stage = createStage();
    const timer: Input = { type: 'FireTimer', kind: 'wait', entry: 1, attempt: 0 };
    await stage.conductor.handle(batchOf(0, [['removed' as FlowId, timer]]));
    expect(stage.sent).toEqual([]);
  });

  it('goes to the dead letters where it cannot be read', async () => {
    const stage = createStage();
    const a = stage.accept('a');
    const [good] = batchOf(0, [[a, START]]);
    for (const value of [null, 'text', {}, { flowId: 'a' }, { flowId: 'a', input: {} }]) {
      const bad = { ...good, offset: 1, value } as unknown as NonNullable<typeof good>;
      await stage.conductor.handle([bad]);
    }
    expect(letters(stage).map(({ code }) => code)).toEqual(Array(5).fill('SFC_RECORD_UNREADABLE'));
  });

  for (const [how, fail] of [
    [
      'throws',
      () => {
        throw new TypeError('a bug');
      },
    ],
    ['rejects', () => Promise.reject(new TypeError('a bug'))],
  ] as const) {
    it(`goes to the dead letters where its decision ${how}; the flow's other inputs are applied`, async () => {
      const stage = createStage({
        decide: (program, flow, input, facts) =>
          input.type === 'PauseFlow' ? fail() : decideTiny(program, flow, input, facts),
      });
      const [a, b] = [stage.accept('a'), stage.accept('b')];
      const pause: Input = { type: 'PauseFlow', operationId: 'p', run: 1 };
      await stage.conductor.handle(
        batchOf(0, [
          [a, START],
          [a, pause],
          [a, success(1)],
          [b, START],
        ]),
      );
      expect(letters(stage)).toMatchObject([{ code: 'SFC_INTERNAL', offset: 1 }]);
      expect(letters(stage)[0]?.message).toContain('a bug');
      expect(flowOf(stage, a)?.status).toBe('SUCCEEDED');
      expect(tokensOf(stage)).toEqual(['a.1.1', 'b.1.1']);
    });
  }

  it('goes to the dead letters where the store refuses its flow alone', async () => {
    const stage = createStage();
    const [a, b] = [stage.accept('a'), stage.accept('b')];
    const tooLarge = () => new SfcError('SFC_PAYLOAD_TOO_LARGE', 'The item is too large.');
    stage.faults.commit.push(tooLarge(), tooLarge());
    await stage.conductor.handle(
      batchOf(0, [
        [a, START],
        [b, START],
      ]),
    );
    expect(letters(stage)).toMatchObject([{ code: 'SFC_PAYLOAD_TOO_LARGE', key: 'a' }]);
    expect(tokensOf(stage)).toEqual(['b.1.1']);
  });
});

describe('an outage', () => {
  it('refuses the batch and drops nothing; health tells of it until the batch succeeds', async () => {
    const stage = createStage();
    const a = stage.accept('a');
    for (const call of ['load', 'commit', 'send'] as const) {
      stage.faults[call].push(full());
      await expect(stage.conductor.handle(batchOf(0, [[a, START]]))).rejects.toThrow('No space');
      expect(stage.conductor.health()).toMatchObject({
        isHealthy: false,
        fault: { code: 'SFC_STORE_FULL', since: NOW, message: 'No space is left.' },
      });
    }
    await stage.conductor.handle(batchOf(0, [[a, START]]));
    expect(stage.conductor.health().isHealthy).toBe(true);
    expect(tokensOf(stage)).toEqual(['a.1.1']);
    expect(stage.sentTo(DEAD_LETTERS)).toEqual([]);
  });

  it('is assumed of faults that nobody knows', async () => {
    const stage = createStage();
    const a = stage.accept('a');
    stage.faults.commit.push(new TypeError('an adapter broke'));
    await expect(stage.conductor.handle(batchOf(0, [[a, START]]))).rejects.toThrow('an adapter broke');
    expect(stage.sent).toEqual([]);
  });
});

describe('the facts of a decision', () => {
  it('hold the time, a seed of its own, and the hold of a blueprint stopped with Pause', async () => {
    const seen: unknown[] = [];
    for (const hold of ['epoch:4', Promise.resolve('epoch:5'), undefined]) {
      const stage = createStage({
        blueprintHold: () => hold,
        decide: (program, flow, input, facts) => {
          seen.push([facts.now, facts.hold, facts.seed, facts.token({ entry: 2, attempt: 1 }).split('.')[0]]);
          return decideTiny(program, flow, input, facts);
        },
      });
      await stage.conductor.handle(batchOf(7, [[stage.accept('a'), START]]));
    }
    expect(seen).toEqual([
      [NOW, 'epoch:4', 'unique:a:0:0:7', 'a'],
      [NOW, 'epoch:5', 'unique:a:0:0:7', 'a'],
      [NOW, undefined, 'unique:a:0:0:7', 'a'],
    ]);
  });
});

describe('whoever listens to commits', () => {
  it('hears of each flow later, and cannot break the conductor', async () => {
    const heard: unknown[] = [];
    const deferred: (() => void)[] = [];
    const stage = createStage({
      defer: (run) => deferred.push(run),
      onCommitted: (flow, revision, events) => {
        heard.push([flow.id, revision, eventTypes(events)]);
        throw new Error('a broken view');
      },
    });
    const [a, b] = [stage.accept('a'), stage.accept('b')];
    await stage.conductor.handle(
      batchOf(0, [
        [a, START],
        [b, START],
      ]),
    );
    expect(heard).toEqual([]);
    for (const run of deferred) run();
    expect(heard).toEqual([
      ['a', 1, ['ExecutionStarted', 'TaskScheduled']],
      ['b', 1, ['ExecutionStarted', 'TaskScheduled']],
    ]);
  });
});
