import type { Json } from '../asl/json.ts';

/** Pairs requests with replies that cannot echo a token. Whoever completes a pair reports it; equal open keys pair oldest first. */
export interface Correlations {
  /** Stored before the request is sent. Resolves to the waiting reply that it met, if any. Repeating a token changes nothing. */
  expect(topic: string, key: string, token: string): Promise<{ readonly reply: Json } | undefined>;
  /** Resolves to the token of the oldest open request with this key; else the reply waits for one. `replyId` makes it idempotent. */
  reply(topic: string, key: string, replyId: string, reply: Json): Promise<{ readonly token: string } | undefined>;
  forget(token: string): Promise<void>;
}
