import { setTimeout as sleep } from 'node:timers/promises';

const TOKEN = 'sfc-task-token';
const REMEMBERED = 10_000;

/**
 * Serves one group's jobs of one topic, for ever. `work(value, record)` gives the reply, or throws: an error's `name` and
 * `message` are the job's error and cause. A job that comes again, with the same token, gets the same reply and no second work.
 * The service names what it reads; where the answer goes, and what comes after it, it never learns.
 */
export async function serveTopic({ topic, group, work, url = process.env.SFC_URL ?? 'http://127.0.0.1:7400' }) {
  const transfer = `${topic}.${group}`;
  const place = `${url}/v1/topics/${transfer}/groups/${group}`;
  const replies = new Map();
  const once = (record) => {
    const token = record.headers[TOKEN];
    const reply = replies.get(token) ?? replyOf(record, work);
    replies.set(token, reply);
    if (replies.size > REMEMBERED) replies.delete(replies.keys().next().value);
    return reply;
  };
  for (;;) {
    try {
      const { items } = await call(`${place}/records?max=100&waitSeconds=20`);
      const answered = await Promise.all(items.map(async (record) => ({ record, reply: await once(record) })));
      for (const [to, records] of byReplyTopic(answered)) {
        await call(`${url}/v1/topics/${to}/records`, { records: records.map(({ reply }) => reply) });
      }
      for (const record of lastOfEachPartition(items)) {
        await call(`${place}/offsets`, { partition: record.partition, offset: record.offset });
      }
    } catch (error) {
      // Nothing was acknowledged: what was read comes again.
      console.log(`${transfer}: ${error.message}; trying again`);
      await sleep(500);
    }
  }
}

async function replyOf(record, work) {
  const headers = { [TOKEN]: record.headers[TOKEN] };
  try {
    return { value: JSON.stringify(await work(JSON.parse(record.value), record)), headers };
  } catch (error) {
    return { value: { cause: error.message }, headers: { ...headers, 'sfc-error': error.name } };
  }
}

/** Records of which no reply is wanted are left out. */
function byReplyTopic(answered) {
  const groups = new Map();
  for (const one of answered) {
    const to = one.record.headers['sfc-reply-topic'];
    if (to) groups.set(to, [...(groups.get(to) ?? []), one]);
  }
  return groups;
}

function lastOfEachPartition(records) {
  return new Map(records.map((record) => [record.partition, record])).values();
}

/** GET, or POST where there is a body. */
export async function call(url, body) {
  const request = body && {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  const response = await fetch(url, request);
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}
