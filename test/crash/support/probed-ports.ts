import type { Embedded } from '../../../src/adapters/embedded/open-embedded.ts';
import { TASK_TOKEN_HEADER } from '../../../src/messages/headers.ts';
import type { InputRecord } from '../../../src/messages/topics.ts';
import type { Message, MessageBus, Subscription, Topic } from '../../../src/ports/message-bus.ts';
import type { CrashPoint } from './points.ts';
import type { Probe } from './probe.ts';

/** The ports, with the points between the conductor and them. */
export function probedPorts(ports: Embedded, probe: Probe): Embedded {
  probe.pass('opened');
  return {
    ...ports,
    flowStore: probedFlowStore(ports, probe),
    bus: { ...ports.bus, send: probedSend(ports, probe), subscribe: probedSubscribe(ports, probe) },
    timers: {
      ...ports.timers,
      start: (fire) =>
        ports.timers.start(async (due) => {
          await fire(due);
          probe.pass('timer-fired');
        }),
    },
    correlations: {
      ...ports.correlations,
      expect: passing(probe, 'expected', ports.correlations.expect),
      reply: async (...args) => {
        const met = await ports.correlations.reply(...args);
        if (met !== undefined) probe.pass('reply-matched');
        return met;
      },
    },
    claims: { claim: passing(probe, 'claimed', ports.claims.claim) },
  };
}

function passing<A extends readonly unknown[], R>(probe: Probe, point: CrashPoint, call: (...args: A) => Promise<R>) {
  return async (...args: A): Promise<R> => {
    const result = await call(...args);
    probe.pass(point);
    return result;
  };
}

function probedFlowStore({ flowStore }: Embedded, probe: Probe): Embedded['flowStore'] {
  return {
    ...flowStore,
    create: passing(probe, 'accepted', flowStore.create),
    load: passing(probe, 'loaded', flowStore.load),
    commit: async (writes) => {
      probe.pass('decided');
      const outcomes = await flowStore.commit(writes);
      probe.pass('committed');
      return outcomes;
    },
    openFlows: async (options) => {
      const page = await flowStore.openFlows(options);
      probe.isLast('recovery');
      return page;
    },
  };
}

function probedSend({ bus }: Embedded, probe: Probe): MessageBus['send'] {
  return async <T>(topic: Topic<T>, messages: readonly Message<T>[]) => {
    if (isJobs(topic.name) && probe.isLast('publishing')) {
      await bus.send(topic, messages.slice(0, Math.ceil(messages.length / 2)));
      return new Promise<never>(() => undefined);
    }
    const isInputs = topic.name === 'sfc.inputs';
    if (isInputs && messages.some(isResult)) probe.pass('performed');
    const receipts = await bus.send(topic, messages);
    if (isForwarded(topic.name, messages)) probe.pass('forwarded');
    else if (messages.some(({ durable }) => durable !== false)) probe.pass('appended');
    return receipts;
  };
}

function probedSubscribe({ bus }: Embedded, probe: Probe): MessageBus['subscribe'] {
  return <T>(subscription: Subscription<T>) => {
    const { group, topic, handle } = subscription;
    const [before, after] = pointsOf(group, topic.name);
    return bus.subscribe({
      ...subscription,
      handle: async (batch) => {
        if (before === 'dispatched') probe.isLast(before);
        else if (before !== undefined) probe.pass(before);
        await handle(batch);
        if (after !== undefined) probe.pass(after);
      },
    });
  };
}

function pointsOf(group: string, topic: string): readonly [before?: CrashPoint | undefined, after?: CrashPoint] {
  if (isJobs(topic)) return ['dispatched'];
  if (group === 'sfc.conductor') return [undefined, 'handled'];
  if (group === 'sfc.replies') return ['reply-received', 'reply-handled'];
  return group.startsWith('SFC.') ? [undefined, 'trigger-handled'] : [];
}

function isJobs(topic: string): boolean {
  return topic === 'sfc.jobs' || topic.startsWith('sfc.jobs.');
}

function isResult({ value, durable }: Message<unknown>): boolean {
  return durable === false && (value as InputRecord).input.type === 'ReportJobResult';
}

function isForwarded(topic: string, [first]: readonly Message<unknown>[]): boolean {
  return !topic.startsWith('sfc.') && first?.headers?.[TASK_TOKEN_HEADER] !== undefined;
}
