import { readFile } from 'node:fs/promises';
import { Hono } from 'hono';

const FOLDER = new URL('./page/', import.meta.url);
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** The start page and its files: names of one folder only, never a path. */
export function startPageRoutes(): Hono {
  return new Hono()
    .get('/', () => pageFile('index.html'))
    .get('/favicon.ico', () => pageFile('icon.svg'))
    .get('/page/:file{[a-z-]+\\.(css|js|svg)}', (context) => pageFile(context.req.param('file')));
}

async function pageFile(name: string): Promise<Response> {
  const content = await readFile(new URL(name, FOLDER)).catch(() => undefined);
  if (content === undefined) return new Response('There is no such file.\n', { status: 404 });
  return new Response(content, {
    headers: {
      'content-type': TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
      'cache-control': 'no-cache',
    },
  });
}
