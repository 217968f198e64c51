import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type Embedded, type EmbeddedOptions, openEmbedded } from '../../src/adapters/embedded/open-embedded.ts';

export interface TestEmbedded {
  readonly current: () => Embedded;
  readonly directory: () => string;
  /** Goes on with what a killed process leaves: the files as they are now, nothing flushed or tidied. */
  readonly crash: (options?: Partial<EmbeddedOptions>) => Promise<Embedded>;
  readonly restart: (options?: Partial<EmbeddedOptions>) => Promise<Embedded>;
  readonly close: () => Promise<void>;
}

export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'sfc-'));
}

export async function openTestEmbedded(options: Partial<EmbeddedOptions> = {}): Promise<TestEmbedded> {
  const root = temporaryDirectory();
  let count = 0;
  let directory = join(root, `${count}`);
  const open = (changed: Partial<EmbeddedOptions> = {}) =>
    openEmbedded({ clock: { now: () => Date.now() }, ...options, ...changed, directory });
  let embedded = await open();
  return {
    current: () => embedded,
    directory: () => directory,
    crash: async (changed) => {
      const image = join(root, `${++count}`);
      cpSync(directory, image, { recursive: true, filter: (file) => !/^lock\.|-shm$/.test(basename(file)) });
      await embedded.close();
      directory = image;
      embedded = await open(changed);
      return embedded;
    },
    restart: async (changed) => {
      await embedded.close();
      embedded = await open(changed);
      return embedded;
    },
    close: async () => {
      await embedded.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
