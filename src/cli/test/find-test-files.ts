import { existsSync, globSync, statSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { SfcError } from '../../errors/sfc-error.ts';

const TESTS = '.test.json';
const BLUEPRINT = '.asl.json';

/** What is to be tested, by path, in alphabetical order. */
export interface FoundFiles {
  readonly tests: readonly string[];
  readonly blueprints: readonly string[];
}

/**
 * Finds test files (`NAME.test.json`) and blueprints (`NAME.asl.json`) in folders, by patterns, or as they are named; a
 * blueprint brings its test file along. Throws SFC_FILE_UNREADABLE for what is not there.
 */
export function findTestFiles(paths: readonly string[]): FoundFiles {
  const files = new Set(paths.flatMap(filesAt).map((path) => normalize(path)));
  for (const file of [...files]) {
    const tests = isTest(file) ? file : withSuffix(file, TESTS);
    if (existsSync(tests)) files.add(tests);
  }
  const sorted = [...files].sort();
  return { tests: sorted.filter(isTest), blueprints: sorted.filter((file) => !isTest(file)) };
}

function filesAt(path: string): string[] {
  if (existsSync(path)) return statSync(path).isDirectory() ? filesIn(path) : [path];
  const found = globSync(path).filter((file) => isTest(file) || file.endsWith(BLUEPRINT));
  if (found.length > 0) return found;
  throw new SfcError('SFC_FILE_UNREADABLE', `There are no tests at ${path}.`, {
    hint: `Name test files (NAME${TESTS}), blueprints (NAME${BLUEPRINT}), or folders that hold them.`,
  });
}

function filesIn(folder: string): string[] {
  const isHidden = (name: string) => name === 'node_modules' || (name.startsWith('.') && name !== '.');
  return globSync(`**/*{${TESTS},${BLUEPRINT}}`, { cwd: folder, exclude: isHidden }).map((file) => join(folder, file));
}

function isTest(file: string): boolean {
  return file.endsWith(TESTS);
}

/** `dir/NAME.asl.json` → `dir/NAME.test.json`, and the other way round. */
export function withSuffix(file: string, suffix: typeof TESTS | typeof BLUEPRINT): string {
  return file.replace(/\.(test|asl)\.json$|\.json$/, suffix);
}
