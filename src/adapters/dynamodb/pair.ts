import type { Json } from '../../asl/json.ts';

/** All requests and replies of one topic and key; oldest first. A pure value: what happens to it is decided here. */
export interface Pair {
  readonly requests: readonly Request[];
  readonly replies: readonly Reply[];
}
interface Request {
  readonly token: string;
  /** The id of the reply that it met. */
  readonly replyId?: string;
}
interface Reply {
  readonly id: string;
  /** Null once its request is forgotten. */
  readonly reply: Json;
  /** The token of the request that it met. */
  readonly token?: string;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
}

export const EMPTY_PAIR: Pair = { requests: [], replies: [] };

/** What became of the pair, and what the caller is told; an unchanged pair is the same object. */
export interface Outcome<Answer> {
  readonly pair: Pair;
  readonly answer: Answer | undefined;
}

export function expectReply(pair: Pair, token: string): Outcome<{ readonly reply: Json }> {
  const known = pair.requests.find((request) => request.token === token);
  if (known !== undefined) {
    const met = pair.replies.find(({ id }) => id === known.replyId);
    return { pair, answer: met === undefined ? undefined : { reply: met.reply } };
  }
  const waiting = pair.replies.find((reply) => reply.token === undefined);
  if (waiting === undefined) return { pair: { ...pair, requests: [...pair.requests, { token }] }, answer: undefined };
  const replies = pair.replies.map((reply) => (reply === waiting ? { ...reply, token } : reply));
  return {
    pair: { requests: [...pair.requests, { token, replyId: waiting.id }], replies },
    answer: { reply: waiting.reply },
  };
}

export function acceptReply(
  pair: Pair,
  id: string,
  reply: Json,
  receivedAt: number,
): Outcome<{ readonly token: string }> {
  const known = pair.replies.find((candidate) => candidate.id === id);
  if (known !== undefined) return { pair, answer: known.token === undefined ? undefined : { token: known.token } };
  const open = pair.requests.find(({ replyId }) => replyId === undefined);
  if (open === undefined) {
    return { pair: { ...pair, replies: [...pair.replies, { id, reply, receivedAt }] }, answer: undefined };
  }
  const { token } = open;
  const requests = pair.requests.map((request) => (request === open ? { token, replyId: id } : request));
  return { pair: { requests, replies: [...pair.replies, { id, reply, receivedAt, token }] }, answer: { token } };
}

/** The reply that it met stays without its value, to be recognised when it is delivered again. */
export function forgetRequest(pair: Pair, token: string): Outcome<never> {
  const known = pair.requests.find((request) => request.token === token);
  if (known === undefined) return { pair, answer: undefined };
  return {
    pair: {
      requests: pair.requests.filter((request) => request !== known),
      replies: pair.replies.map((reply) => (reply.id === known.replyId ? { ...reply, reply: null } : reply)),
    },
    answer: undefined,
  };
}

/** Without replies that came before the time, and the requests that they met. */
export function withoutOld(pair: Pair, before: number): Pair {
  if (!pair.replies.some(({ receivedAt }) => receivedAt < before)) return pair;
  const replies = pair.replies.filter(({ receivedAt }) => receivedAt >= before);
  const kept = new Set<string | undefined>(replies.map(({ id }) => id)).add(undefined);
  return { requests: pair.requests.filter(({ replyId }) => kept.has(replyId)), replies };
}
