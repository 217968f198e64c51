import { isObject, type Json } from '../asl/json.ts';

/**
 * Under which a request and its reply meet: equal for equal values, whatever the order of their members, and never equal for
 * two reply expressions, so that tasks that share a reply topic do not meet each other's replies.
 */
export function correlationKey(replyExpression: string, value: Json): string {
  return `${replyExpression}\n${canonicalText(value)}`;
}

function canonicalText(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalText(member)}`).join(',')}}`;
}
