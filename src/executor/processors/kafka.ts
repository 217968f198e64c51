import type { Json } from '../../asl/json.ts';
import { correlationKey } from '../../messages/correlation-key.ts';
import { REPLY_TOPIC_HEADER, TASK_TOKEN_HEADER } from '../../messages/headers.ts';
import { repliesTopic, transferTopic, userTopic } from '../../messages/topics.ts';
import type { Correlations } from '../../ports/correlations.ts';
import type { MessageBus } from '../../ports/message-bus.ts';
import { type Call, failed, type JobResult, type Processor, succeeded } from '../processor.ts';

const KAFKA = /^kafka:\/\/(?<topic>[\w.-]{1,249})$/;

/** Forwards the job to a topic; the service answers on a reply topic, or not at all. */
export function createKafkaProcessor({
  bus,
  correlations,
}: {
  bus: MessageBus;
  correlations: Correlations;
}): Processor {
  return {
    serves: (resource) => resource.startsWith('kafka://'),
    perform: async (call) => {
      const topic = KAFKA.exec(call.job.processor)?.groups?.['topic'];
      if (topic === undefined) {
        return failed(
          'States.Runtime',
          `${call.job.processor} names no topic: kafka:// and a name of letters, digits, '.', '_' and '-'.`,
        );
      }
      const early = await expectReply(correlations, call);
      if (early !== undefined) return { type: 'Result', result: early, durable: true };
      const receipt = await forward(bus, call, transferTopic(topic, call.job.group));
      return call.job.reply === 'None' ? succeeded(receipt) : { type: 'HandedOver', submitted: receipt };
    },
  };
}

/** The reply to an earlier attempt to send this very request, if it came already. */
async function expectReply(correlations: Correlations, { job, token }: Call): Promise<JobResult | undefined> {
  if (job.correlation === undefined || job.reply === 'None') return undefined;
  const { key, replyExpression } = job.correlation;
  const met = await correlations.expect(replyTopicOf(job), correlationKey(replyExpression, key), token);
  return met?.reply as JobResult | undefined;
}

async function forward(bus: MessageBus, { job, token, flowId }: Call, topic: string): Promise<Json> {
  const headers = {
    [TASK_TOKEN_HEADER]: token,
    ...(job.reply !== 'None' && { [REPLY_TOPIC_HEADER]: replyTopicOf(job) }),
  };
  const [receipt] = await bus.send(userTopic(topic), [{ key: flowId, value: JSON.stringify(job.input), headers }]);
  return { Topic: topic, Partition: receipt?.partition ?? 0, Offset: receipt?.offset ?? 0 };
}

function replyTopicOf(job: Call['job']): string {
  return job.replyTopic ?? repliesTopic.name;
}
