import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** One folder under `blueprints/`. */
export interface SampleFolder {
  readonly name: string;
  /** `blueprint.asl.json` is named after the folder, `NAME.asl.json` after its file. */
  readonly blueprints: readonly SampleBlueprint[];
  /** Modules in `services/`: each is a process of its own. */
  readonly services: readonly string[];
  /** Lines of `events.jsonl`: each is one message's value, as it stands. */
  readonly events: readonly string[];
  /** The text of `input.json`. */
  readonly input: string | undefined;
}
export interface SampleBlueprint {
  readonly name: string;
  readonly path: string;
  readonly source: string;
}

const SUFFIX = '.asl.json';

/** The sample folders in a directory, by name, or the one that it is; none where it does not exist. */
export function readSampleFolders(directory: string): SampleFolder[] {
  if (!existsSync(directory)) return [];
  const own = readFolder(directory);
  if (own.blueprints.length > 0) return [own];
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => readFolder(join(directory, entry.name)))
    .filter(({ blueprints }) => blueprints.length > 0)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readFolder(path: string): SampleFolder {
  const name = basename(path);
  return {
    name,
    blueprints: filesIn(path, /\.asl\.json$/).map((file) => ({
      name: nameOf(basename(file), name),
      path: file,
      source: readFileSync(file, 'utf8'),
    })),
    services: filesIn(join(path, 'services'), /^[^_.].*\.(mjs|js|ts)$/),
    events: (readIfThere(join(path, 'events.jsonl')) ?? '').split('\n').filter((line) => line.trim() !== ''),
    input: readIfThere(join(path, 'input.json')),
  };
}

function nameOf(file: string, folder: string): string {
  const name = file.slice(0, -SUFFIX.length);
  return name === 'blueprint' ? folder : name;
}

function filesIn(path: string, pattern: RegExp): string[] {
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((file) => pattern.test(file))
    .sort()
    .map((file) => join(path, file));
}

function readIfThere(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
