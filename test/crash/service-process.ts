import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Json, JsonObject } from '../../src/asl/json.ts';
import { TASK_TOKEN_HEADER } from '../../src/messages/headers.ts';
import { createApiClient } from './support/api-client.ts';
import { ANSWER_TOPIC, ASYNC_TASKS, WORK_TOPIC } from './support/blueprints.ts';
import { createCallRecord } from './support/call-record.ts';
import { failuresOf, isApproved, perform, type Work } from './support/jobs.ts';

/**
 * The service of all jobs, a process of its own that outlives every conductor. It knows tokens and payloads, nothing of flows,
 * and keeps a record of its calls. Standard input: the API's address; its end ends the service.
 */
const calls = createCallRecord();
const api = createApiClient(process.argv[2] ?? '');
process.stdin.on('end', () => process.exit(0)).resume();

const server = createServer((request, response) => {
  void answer(request).then(
    ({ status, body, delayMs = 0 }) => setTimeout(() => reply(response, status, body), delayMs),
    (error: unknown) => reply(response, 500, String(error)),
  );
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' && address !== null ? address.port : ''}\n`);
});

interface Answer {
  readonly status: number;
  readonly body: Json;
  readonly delayMs?: number;
}

async function answer(request: IncomingMessage): Promise<Answer> {
  const path = request.url ?? '';
  if (path === '/calls') return { status: 200, body: calls.report() };
  const body = await readBody(request);
  if (path === '/ask') return ask(body as unknown as { work: Work; token: string });
  return work(path.replace('/jobs/', ''), String(request.headers[TASK_TOKEN_HEADER]), body as Work);
}

/** The same token gets the same answer. Now and then it takes a while, so that kills find jobs under way. */
function work(task: string, token: string, input: Work): Answer {
  const { number } = calls.note(task, token, input);
  const delayMs = input.n % 4 === 0 ? 15 : 0;
  if (number <= failuresOf(task, input)) return { status: 503, body: 'not yet', delayMs };
  return { status: 200, body: perform(task, input), delayMs };
}

function ask({ work: input, token }: { work: Work; token: string }): Answer {
  calls.note('approval.Ask', token, input);
  const [verb, body]: [string, JsonObject] = isApproved(input)
    ? ['success', { output: perform('approval.Ask', input) }]
    : ['failure', { error: 'Crash.Refused', cause: 'odd' }];
  // What is settled already was stored before the answer got lost.
  void api.post(`/v1/tasks/${token}/${verb}`, body);
  return { status: 200, body: 'asked' };
}

for (const [task, kind] of Object.entries(ASYNC_TASKS)) void serve(task, kind);

async function serve(task: string, kind: (typeof ASYNC_TASKS)[keyof typeof ASYNC_TASKS]): Promise<never> {
  const group = `/v1/topics/${WORK_TOPIC}.${task}/groups/service`;
  for (;;) {
    const { body } = await api.get(`${group}/records?max=10&waitSeconds=5`);
    for (const record of (body as { items?: JobMessage[] }).items ?? []) {
      const token = record.headers[TASK_TOKEN_HEADER] ?? '';
      const input = JSON.parse(record.value) as Work;
      calls.note(task, token, input);
      const output = perform(task, input);
      if (kind === 'token') await send('sfc.replies', { value: output, headers: { [TASK_TOKEN_HEADER]: token } });
      if (kind === 'id') await send(ANSWER_TOPIC, { value: output, headers: {} });
      // A place that this run of the conductor did not give is polled again.
      await api.post(`${group}/offsets`, { partition: record.partition, offset: record.offset });
    }
  }
}

interface JobMessage {
  readonly value: string;
  readonly partition: number;
  readonly offset: number;
  readonly headers: Readonly<Record<string, string>>;
}

async function send(topic: string, record: { readonly value: Json; readonly headers: JsonObject }): Promise<void> {
  const { status, body } = await api.post(`/v1/topics/${topic}/records`, { records: [record] });
  if (status !== 200) calls.complain(`${topic} refused a reply: ${status} ${JSON.stringify(body)}`);
}

async function readBody(request: IncomingMessage): Promise<Json> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString()) as Json;
}

function reply(response: ServerResponse, status: number, body: Json): void {
  if (response.destroyed) return;
  const isText = typeof body === 'string' && status !== 200;
  response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json' });
  response.end(isText ? body : JSON.stringify(body));
}
