import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { expect, vi } from 'vitest';

const SFC = fileURLToPath(new URL('../../bin/sfc.js', import.meta.url));
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const PLACES = [
  process.env['SFC_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** A browser of this machine, or undefined. */
export const executablePath = PLACES.find((place) => place !== undefined && existsSync(place));

export interface Server {
  readonly url: string;
  readonly post: (path: string, body: unknown) => Promise<Record<string, unknown>>;
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
  /** The same directory and port again. */
  readonly restart: () => Promise<void>;
}

/** A conductor of its own, in a process and a directory of its own. */
export async function startServer(): Promise<Server> {
  const directory = mkdtempSync(join(tmpdir(), 'sfc-e2e-'));
  let url = '';
  let child: ChildProcess | undefined;
  const start = async () => {
    const port = url === '' ? '0' : new URL(url).port;
    let notes = '';
    const args = [SFC, 'dev', '--port', port, '--directory', join(directory, 'data'), '--no-account'];
    const started = spawn(process.execPath, args, { cwd: directory, stdio: ['ignore', 'ignore', 'pipe'] });
    child = started;
    started.stderr.on('data', (text) => {
      notes += text;
    });
    await vi.waitFor(() => expect(notes).toMatch(/start page/), { timeout: 30_000 });
    url = /start page\s+(http:\S+)\//.exec(notes)?.[1] ?? '';
  };
  const end = async (signal: NodeJS.Signals) => {
    const ending = child;
    if (ending === undefined || ending.exitCode !== null) return;
    await new Promise((resolve) => {
      ending.once('close', resolve);
      ending.kill(signal);
    });
  };
  await start();
  return {
    url,
    post: async (path, body) => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
      expect(response.ok, `${path}: ${response.status}`).toBe(true);
      return (await response.json()) as Record<string, unknown>;
    },
    stop: async (signal = 'SIGTERM') => {
      await end(signal);
      rmSync(directory, { recursive: true, force: true });
    },
    restart: async () => {
      await end('SIGKILL');
      await start();
    },
  };
}

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: executablePath ?? '', args: FLAGS });
}

export interface OpenedPage {
  readonly page: Page;
  /** What the browser complained of. */
  readonly complaints: string[];
}

export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({ viewport: { width: 1360, height: 860 }, locale: 'en-GB', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(url);
  await page.waitForSelector('#live[data-state=live]');
  return { page, complaints };
}
