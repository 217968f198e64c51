import type { TopicService } from '../api/services.ts';
import { SfcError } from '../errors/sfc-error.ts';
import { repliesTopic, userTopic } from '../messages/topics.ts';
import type { ServingMessageBus } from '../ports/message-bus.ts';

/** Topics for services that have no broker client. SFC's own are closed to them, but for the replies. */
export function createTopicService({ send, remote }: ServingMessageBus): TopicService {
  return {
    send: async (topic, messages) => {
      if (topic !== repliesTopic.name) mustBeUsers(topic);
      return send(userTopic(topic), messages);
    },
    poll: async (request) => {
      mustBeUsers(request.topic);
      return remote.poll(request);
    },
    acknowledge: async (request) => {
      mustBeUsers(request.topic);
      return remote.acknowledge(request);
    },
  };
}

/** What SFC itself reads and writes, as values of its own. */
export function isOwnTopic(topic: string): boolean {
  return /^sfc\.(inputs|history|dead-letters|jobs)$|^sfc\.jobs\./.test(topic);
}

function mustBeUsers(topic: string): void {
  if (!topic.startsWith('sfc.')) return;
  throw new SfcError('SFC_INVALID_REQUEST', `The topic ${topic} is SFC's own.`, {
    hint: 'Use a topic whose name does not begin with `sfc.`; replies go to `sfc.replies`.',
    details: { field: 'topic' },
  });
}
