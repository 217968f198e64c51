import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAwsBuckets } from '../../../src/local/aws-buckets.ts';
import type { Buckets } from '../../../src/ports/buckets.ts';

const { signal } = new AbortController();
const READ = { mostBytes: 100, signal };

let server: Server;
let buckets: Buckets;
let stored: Map<string, string>;
let asked: string[];

/** As much of S3 as the adapter needs; one key on each page of a listing. */
function answerOf(request: IncomingMessage, body: string): { status: number; body: string; type?: string } {
  const url = new URL(request.url ?? '', 'http://s3');
  asked.push(`${request.method} ${url.pathname}${url.search}`);
  const name = decodeURIComponent(url.pathname.slice(1));
  if (request.method === 'PUT') {
    stored.set(name, body);
    return { status: 200, body: '' };
  }
  if (url.searchParams.has('list-type')) return { status: 200, body: listing(name, url.searchParams), type: 'xml' };
  const found = stored.get(name);
  if (found !== undefined) return { status: 200, body: found };
  return {
    status: 404,
    type: 'xml',
    body: '<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>',
  };
}

function listing(name: string, query: URLSearchParams): string {
  const bucket = name.replace(/\/$/, '');
  const prefix = query.get('prefix') ?? '';
  const keys = [...stored.keys()].filter((key) => key.startsWith(`${bucket}/${prefix}`)).sort();
  const at = Number(query.get('continuation-token') ?? 0);
  const key = keys[at]?.slice(bucket.length + 1);
  const next = at + 1 < keys.length ? `<NextContinuationToken>${at + 1}</NextContinuationToken>` : '';
  const contents =
    key === undefined
      ? ''
      : `<Contents><Key>${key}</Key><ETag>&quot;e&quot;</ETag><LastModified>2026-01-01T00:00:00.000Z</LastModified><Size>3</Size><StorageClass>GLACIER</StorageClass></Contents>`;
  return `<ListBucketResult>${contents}${next}</ListBucketResult>`;
}

beforeEach(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'not a secret');
  stored = new Map([
    ['b/a', 'aaa'],
    ['b/b', 'bbb'],
    ['b/c', 'ccc'],
  ]);
  asked = [];
  server = createServer(async (request, response) => {
    const { status, body, type } = answerOf(request, await text(request));
    response.writeHead(status, { 'content-type': `application/${type ?? 'octet-stream'}`, 'x-amz-request-id': 'r-1' });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const opened = createAwsBuckets({
    lambda: false,
    s3: true,
    accountId: '123456789012',
    region: 'eu-west-1',
    endpoint,
  });
  if (opened === undefined) throw new Error('S3 is allowed');
  buckets = opened;
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await new Promise((resolve) => server.close(resolve));
});

describe('S3', () => {
  it('gives objects, of a version where one is named', async () => {
    const found = await buckets.get({ bucket: 'b', key: 'a' }, READ);
    expect(found.ok && Buffer.from(found.value).toString()).toBe('aaa');
    await buckets.get({ bucket: 'b', key: 'a' }, { ...READ, versionId: 'v' });
    expect(asked[1]).toContain('versionId=v');
  });

  it('does not read what is too large', async () => {
    const found = await buckets.get({ bucket: 'b', key: 'a' }, { ...READ, mostBytes: 2 });
    expect(found).toMatchObject({ error: { error: 'EntityTooLarge' } });
  });

  it('words failures as Step Functions does', async () => {
    const found = await buckets.get({ bucket: 'b', key: 'none' }, READ);
    expect(found).toMatchObject({
      error: {
        error: 'NoSuchKey',
        cause: expect.stringMatching(
          /^The specified key does not exist\. \(Service: Amazon S3; Status Code: 404; Error Code: NoSuchKey; Request ID: r-1; /,
        ),
      },
    });
  });

  it('lists page by page, up to a number', async () => {
    const listed = await buckets.list('b', '', 2, signal);
    expect(listed).toMatchObject({
      value: [
        { key: 'a', etag: '"e"', lastModified: Date.UTC(2026, 0, 1), sizeBytes: 3, storageClass: 'GLACIER' },
        { key: 'b' },
      ],
    });
    expect(asked).toHaveLength(2);
    expect(await buckets.list('b', 'no', 9, signal)).toEqual({ ok: true, value: [] });
  });

  it('stores objects', async () => {
    expect(await buckets.put({ bucket: 'b', key: 'd/e' }, 'text', signal)).toEqual({ ok: true, value: null });
    expect(stored.get('b/d/e')).toContain('text');
  });

  it('is not used where the settings do not allow it', () => {
    expect(createAwsBuckets({ lambda: false, s3: false, accountId: '123456789012' })).toBeUndefined();
  });
});
