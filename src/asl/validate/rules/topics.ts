import { type Check, wrongType } from '../checks.ts';

/** Kafka's own rule for the names of topics; consumer groups of SFC follow it, since they become parts of topic names. */
const TOPIC = /^(?!\.{1,2}$)[a-zA-Z0-9._-]{1,249}$/;

/** Whether Kafka takes it as a topic's name. */
export function isTopic(name: string): boolean {
  return TOPIC.test(name);
}

/** A topic's name, as Kafka takes it. */
export const checkTopic: Check = (value, at, site) => {
  if (typeof value !== 'string') return wrongType(at, site, 'String', 'a string');
  if (isTopic(value)) return;
  const message = `"${at.key}" must have 1 to 249 letters, digits, dots, underscores and hyphens; "${value.slice(0, 80)}" has others.`;
  site.report.error('INVALID_TOPIC', at, message);
};
