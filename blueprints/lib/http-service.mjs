import { once } from 'node:events';
import { createServer } from 'node:http';

const REMEMBERED = 10_000;

/**
 * Serves a JSON API on the loopback. `routes` holds, by `METHOD /path`, functions of the request that give `{ status?, body }`.
 * A job that comes again, with the same `sfc-task-token`, gets the same answer and no second work. Rejects where the port is taken.
 */
export async function serveHttp({ port, routes }) {
  const answers = new Map();
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, `http://127.0.0.1:${port}`);
    const route = routes[`${request.method} ${url.pathname}`];
    const body = parse(await textOf(request));
    const token = request.headers['sfc-task-token'];
    const known = token === undefined ? undefined : answers.get(token);
    const answer = known ?? (route ? await route({ body, query: url.searchParams, token }) : { status: 404 });
    if (token !== undefined) answers.set(token, answer);
    if (answers.size > REMEMBERED) answers.delete(answers.keys().next().value);
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer.body ?? {}));
  });
  server.keepAliveTimeout = 30_000;
  await once(server.listen(port, '127.0.0.1'), 'listening');
}

async function textOf(request) {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
