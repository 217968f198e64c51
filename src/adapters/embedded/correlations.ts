import type { Json } from '../../asl/json.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Correlations } from '../../ports/correlations.ts';
import type { Writer } from './writer.ts';

export interface CorrelationsParts {
  readonly writer: Writer;
  readonly clock: Clock;
}

/** How long a reply waits for its request, and how long its repetition is recognised. */
const KEPT_MS = 7 * 24 * 3_600_000;
const SWEEP_MS = 3_600_000;

export function createCorrelations({ writer, clock }: CorrelationsParts): Correlations & { close(): void } {
  const sweep = () => void writer.submit('removeOldReplies', clock.now() - KEPT_MS).catch(() => undefined);
  const sweeper = setInterval(sweep, SWEEP_MS).unref();
  return {
    async expect(topic, key, token) {
      const reply = await writer.submit('expectReply', topic, key, token);
      return reply === null ? undefined : { reply: JSON.parse(reply) as Json };
    },
    async reply(topic, key, replyId, reply) {
      const token = await writer.submit('acceptReply', topic, key, replyId, JSON.stringify(reply), clock.now());
      return token === null ? undefined : { token };
    },
    async forget(token) {
      await writer.submit('forgetExpectation', token);
    },
    close: () => clearInterval(sweeper),
  };
}
