import type { CancelJob, Effect, SetTimer } from '../engine/effects.ts';
import type { Flow } from '../engine/flow.ts';
import type { FlowId, TokenRef } from '../engine/ids.ts';
import { unreachable } from '../errors/unreachable.ts';
import type { TokenSigner } from '../messages/token.ts';
import {
  type DeadLetter,
  deadLettersTopic,
  type HistoryRecord,
  historyTopic,
  type InputRecord,
  inputsTopic,
  type JobRecord,
  jobsTopic,
} from '../messages/topics.ts';
import type { OutboxEntry } from '../ports/flow-store.ts';
import type { Message, MessageBus, Topic } from '../ports/message-bus.ts';
import type { Timers } from '../ports/timers.ts';

/** What is to be published of one flow, and the flow as stored. */
export interface Publication {
  readonly flow: Flow;
  readonly revision: number;
  readonly entries: readonly OutboxEntry[];
}

export interface PublisherOptions {
  readonly bus: Pick<MessageBus, 'send'>;
  readonly timers: Pick<Timers, 'set' | 'cancel'>;
  readonly tokens: TokenSigner;
  /** The blueprint whose own job topic is to be used; undefined: the common one. */
  readonly laneOf?: ((blueprint: string) => string | undefined) | undefined;
  /** A hint to whoever performs the job; what it throws is ignored. */
  readonly cancelJob?: ((flowId: FlowId, job: TokenRef) => void) | undefined;
}

/** Resolves when everything is on its topic: one send per topic. A rejection may leave some of it published. */
export type Publish = (publications: readonly Publication[], deadLetters: readonly DeadLetter[]) => Promise<void>;

export function createPublisher(options: PublisherOptions): Publish {
  const topicOfLane = jobTopics();

  return async (publications, deadLetters) => {
    const outgoing = createOutgoing(options, topicOfLane);
    for (const publication of publications) {
      for (const entry of publication.entries) outgoing.add(publication, entry);
      outgoing.endFlow(publication.flow.id);
    }
    const sends = outgoing.send();
    if (deadLetters.length > 0) {
      sends.push(
        options.bus.send(
          deadLettersTopic,
          deadLetters.map((value) => ({ key: `${value.topic}:${value.partition}`, value })),
        ),
      );
    }
    if (sends.length === 1) await sends[0];
    else if (sends.length > 1) await Promise.all(sends);
  };
}

function jobTopics(): (lane: string | undefined) => Topic<JobRecord> {
  const common = jobsTopic();
  const own = new Map<string, Topic<JobRecord>>();
  return (lane) => {
    if (lane === undefined) return common;
    let topic = own.get(lane);
    if (!topic) {
      topic = jobsTopic(lane);
      own.set(lane, topic);
    }
    return topic;
  };
}

interface Outgoing {
  readonly add: (publication: Publication, entry: OutboxEntry) => void;
  readonly endFlow: (flowId: FlowId) => void;
  readonly send: () => Promise<unknown>[];
}

function createOutgoing(
  { bus, timers, tokens, laneOf, cancelJob }: PublisherOptions,
  topicOfLane: (lane: string | undefined) => Topic<JobRecord>,
): Outgoing {
  const jobs: { topic: Topic<JobRecord>; messages: Message<JobRecord>[] }[] = [];
  const inputs: Message<InputRecord>[] = [];
  const history: Message<HistoryRecord>[] = [];
  const sends: Promise<unknown>[] = [];
  /** The flow's timers by id: the last word on each counts, so that sets and cancels may go out side by side. */
  let timerChanges: Map<string, SetTimer | undefined> | undefined;

  function addJob({ flow }: Publication, dispatch: Extract<Effect, { type: 'DispatchJob' }>): void {
    const { id: flowId, blueprint, version } = flow;
    const topic = topicOfLane(laneOf?.(blueprint));
    const token = tokens.sign(flowId, dispatch);
    const message = { key: token, value: { flowId, blueprint, version, token, dispatch }, durable: false };
    const lane = jobs.find((candidate) => candidate.topic === topic);
    if (lane) lane.messages.push(message);
    else jobs.push({ topic, messages: [message] });
  }

  function addEffect(publication: Publication, effect: Effect): void {
    const flowId = publication.flow.id;
    switch (effect.type) {
      case 'DispatchJob':
        addJob(publication, effect);
        break;
      case 'CancelJob':
        hint(cancelJob, flowId, effect);
        break;
      case 'SetTimer':
      case 'CancelTimer':
        timerChanges ??= new Map();
        timerChanges.set(effect.id, effect.type === 'SetTimer' ? effect : undefined);
        break;
      case 'ContinueLater':
        inputs.push({
          key: flowId,
          value: { flowId, input: { type: 'ContinueFlow', sequence: effect.sequence } },
          durable: false,
        });
        break;
      default:
        unreachable(effect);
    }
  }

  return {
    add: (publication, { effects, events }) => {
      for (const effect of effects) addEffect(publication, effect);
      if (events.length === 0) return;
      const flowId = publication.flow.id;
      history.push({ key: flowId, value: { flowId, revision: publication.revision, events } });
    },
    endFlow: (flowId) => {
      if (!timerChanges) return;
      const set: SetTimer[] = [];
      const cancelled: string[] = [];
      for (const [id, timer] of timerChanges) {
        if (timer) set.push(timer);
        else cancelled.push(id);
      }
      if (set.length > 0) sends.push(timers.set(flowId, set));
      if (cancelled.length > 0) sends.push(timers.cancel(flowId, cancelled));
      timerChanges = undefined;
    },
    send: () => {
      for (const { topic, messages } of jobs) sends.push(bus.send(topic, messages));
      if (inputs.length > 0) sends.push(bus.send(inputsTopic, inputs));
      if (history.length > 0) sends.push(bus.send(historyTopic, history));
      return sends;
    },
  };
}

function hint(cancelJob: PublisherOptions['cancelJob'], flowId: FlowId, { entry, attempt }: CancelJob): void {
  try {
    cancelJob?.(flowId, { entry, attempt });
  } catch {
    // A job that is not broken off ends by itself, and its result is dropped.
  }
}
