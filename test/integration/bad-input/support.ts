import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '../../support/until.ts';

const SFC = fileURLToPath(new URL('../../../bin/sfc.js', import.meta.url));
const ENDED = ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'];

// biome-ignore lint/suspicious/noExplicitAny: what an API answers is looked at from outside, as any client would
export type Answer = { readonly status: number; readonly body: any; readonly milliseconds: number };

export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly notes: string;
}

/** A folder of its own, the processes started in it, and a client that sends whatever it is told to. */
export interface Scene {
  readonly folder: string;
  readonly path: (...parts: string[]) => string;
  readonly write: (name: string, text: string | Uint8Array) => void;
  readonly sfc: (...args: string[]) => Promise<Finished>;
  /** `wrapper` is a command that runs the command behind it. */
  readonly dev: (options?: {
    readonly wrapper?: readonly string[];
    readonly args?: readonly string[];
  }) => Promise<Server>;
  readonly close: () => void;
}

export interface Server {
  readonly url: string;
  readonly pid: number;
  readonly call: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
  readonly push: (name: string, definition: object) => Promise<Answer>;
  readonly start: (blueprint: string, input: unknown, name?: string) => Promise<Answer>;
  /** The flow's view when it has ended. */
  readonly ended: (flowId: string) => Promise<Answer['body']>;
  readonly run: (blueprint: string, input: unknown) => Promise<Answer['body']>;
  /** Asks for /healthz all the time until it is called; gives the longest answer and the number of failures. */
  readonly watch: () => () => { readonly longest: number; readonly failures: number };
  readonly kill: () => Promise<void>;
  readonly stop: () => Promise<Finished>;
}

export function createScene(settings: object = {}): Scene {
  const folder = mkdtempSync(join(tmpdir(), 'sfc-bad-'));
  const children = new Set<ChildProcess>();
  const path = (...parts: string[]) => join(folder, ...parts);
  const write = (name: string, text: string | Uint8Array) => writeFileSync(path(name), text);
  write('sfc.config.json', JSON.stringify({ logLevel: 'silent', ...settings }));

  function spawnSfc(args: readonly string[], wrapper: readonly string[] = []) {
    const [command = '', ...rest] = [...wrapper, process.execPath, SFC, ...args];
    const child = spawn(command, rest, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    children.add(child);
    const text = { out: '', notes: '' };
    child.stdout.on('data', (data) => {
      text.out += data;
    });
    child.stderr.on('data', (data) => {
      text.notes += data;
    });
    const finished = new Promise<Finished>((resolve) => {
      child.once('close', (code) => {
        children.delete(child);
        resolve({ code, ...text });
      });
    });
    return { child, text, finished };
  }

  return {
    folder,
    path,
    write,
    sfc: (...args) => spawnSfc(args).finished,
    dev: async ({ wrapper, args = [] } = {}) => {
      const { child, text, finished } = spawnSfc(['dev', '--port', '0', '--json', ...args], wrapper);
      await until(() => text.out.includes('\n') || child.exitCode !== null, 30_000);
      if (child.exitCode !== null) throw new Error(`sfc dev ended with ${child.exitCode}: ${text.notes}`);
      const { url } = JSON.parse(text.out) as { url: string };
      const end = (signal: NodeJS.Signals) => {
        child.kill(signal);
        return finished;
      };
      return serverAt(url, child.pid as number, end);
    },
    close: () => {
      for (const child of children) child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function serverAt(url: string, pid: number, end: (signal: NodeJS.Signals) => Promise<Finished>): Server {
  const call: Server['call'] = async (method, path, body, headers = {}) => {
    const begun = performance.now();
    const isRaw = typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(`${url}${path}`, {
      method,
      headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: isRaw ? (body as string) : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: parsed(text), milliseconds: performance.now() - begun };
  };
  const ended: Server['ended'] = async (flowId) => {
    let answer = await call('GET', `/v1/flows/${flowId}`);
    await until(async () => {
      answer = await call('GET', `/v1/flows/${flowId}`);
      return answer.status !== 200 || ENDED.includes(answer.body.status);
    }, 30_000);
    return answer.body;
  };
  const start: Server['start'] = (blueprint, input, name) => call('POST', '/v1/flows', { blueprint, input, name });
  return {
    url,
    pid,
    call,
    ended,
    start,
    push: (name, definition) => call('POST', '/v1/blueprints', { name, definition, activate: true }),
    run: async (blueprint, input) => {
      const { status, body } = await start(blueprint, input);
      if (status !== 202) throw new Error(`not started: ${status} ${JSON.stringify(body)}`);
      return ended(body.flowId);
    },
    watch: () => {
      let isOn = true;
      const seen = { longest: 0, failures: 0 };
      const look = async () => {
        const answer = await call('GET', '/healthz').catch(() => undefined);
        if (answer?.status !== 200) seen.failures++;
        else seen.longest = Math.max(seen.longest, answer.milliseconds);
        if (isOn) setTimeout(look, 20);
      };
      void look();
      return () => {
        isOn = false;
        return seen;
      };
    },
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export const lambda = (name: string) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
export const task = (processor: string, rest: object = { End: true }) => ({
  Type: 'Task',
  Processor: processor,
  ...rest,
});
export const machine = (first: object, others: object = {}) => ({ StartAt: 'A', States: { A: first, ...others } });
export const ECHO = machine({ Type: 'Pass', Parameters: { 'copy.$': '$' }, End: true });
