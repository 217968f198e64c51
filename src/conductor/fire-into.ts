import { inputsTopic } from '../messages/topics.ts';
import type { MessageBus } from '../ports/message-bus.ts';
import type { DueTimer } from '../ports/timers.ts';

/** Due timers become inputs of their flows. They need not be durable: an open one is set again at the next start. */
export function fireInto(bus: Pick<MessageBus, 'send'>): (due: readonly DueTimer[]) => Promise<void> {
  return async (due) => {
    await bus.send(
      inputsTopic,
      due.map(({ flowId, timer: { kind, entry, attempt, dueTime } }) => ({
        key: flowId,
        value: { flowId, input: { type: 'FireTimer', kind, entry, attempt, dueTime } },
        durable: false,
      })),
    );
  };
}
