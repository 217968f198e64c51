import { activityTopic } from '../../messages/topics.ts';
import type { MessageBus } from '../../ports/message-bus.ts';
import { failed, type Processor } from '../processor.ts';

const ACTIVITY = /^arn:aws[\w-]*:states:[\w-]*:\d*:activity:(?<name>.*)$/s;
/** Names that can be part of a topic's. */
const NAME = /^[\w.-]{1,80}$/;

/** Lays the job down for a worker that asks for the activity's tasks; the worker answers by the token. */
export function createActivityProcessor({ bus }: { readonly bus: Pick<MessageBus, 'send'> }): Processor {
  return {
    serves: (resource) => ACTIVITY.test(resource),
    perform: async ({ job, token, flowId }) => {
      const name = ACTIVITY.exec(job.processor)?.groups?.['name'] ?? '';
      if (!NAME.test(name)) {
        const rule = "an activity's name has 1 to 80 of the characters a-z, A-Z, 0-9, '.', '_' and '-'.";
        return failed('States.Runtime', `${job.processor} names no activity: ${rule}`);
      }
      await bus.send(activityTopic(name), [{ key: flowId, value: { token, input: job.input } }]);
      return { type: 'HandedOver' };
    },
  };
}
