import type { Input } from '../engine/inputs.ts';
import { type InputRecord, inputsTopic, type JobRecord } from '../messages/topics.ts';
import type { Message, MessageBus } from '../ports/message-bus.ts';
import type { Answer } from './processor.ts';

/**
 * Sends answers to the conductor. Those of one turn travel in one request, in order; a job that was handed over in silence has none.
 * A report is not durable where the job can be performed again instead.
 */
export function createReporter(bus: MessageBus): (job: JobRecord, answer: Answer) => Promise<void> {
  let waiting: Message<InputRecord>[] = [];
  let sent: Promise<void> | undefined;

  async function send(): Promise<void> {
    const messages = waiting;
    waiting = [];
    sent = undefined;
    await bus.send(inputsTopic, messages);
  }

  return async (job, answer) => {
    if (answer.type === 'HandedOver' && answer.submitted === undefined) return;
    waiting.push({
      key: job.flowId,
      value: { flowId: job.flowId, input: inputOf(job, answer) },
      durable: answer.type === 'Result' && answer.durable === true,
    });
    sent ??= Promise.resolve().then(send);
    await sent;
  };
}

function inputOf({ dispatch: { entry, attempt } }: JobRecord, answer: Answer): Input {
  if (answer.type === 'Result') return { type: 'ReportJobResult', entry, attempt, result: answer.result };
  const { submitted } = answer;
  return { type: 'ReportJobStarted', entry, attempt, ...(submitted !== undefined && { submitted }) };
}
