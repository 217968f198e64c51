import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openIndexDatabase } from '../../src/adapters/embedded/index-schema.ts';
import { migrationsFrom } from '../../src/adapters/embedded/schema.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

const PAGES = globSync(['*.md', 'docs/**/*.md', 'blueprints/*.md', 'blueprints/*/README.md'], { cwd: ROOT })
  .map((path) => path.replaceAll('\\', '/'))
  .sort()
  .map((path) => ({ path, text: read(path) }));
const DATA_MODEL = read('docs/data-model.md');

/** Paths of the repository that a page names in code font: files, folders, and files by pattern. */
function namedPaths(text: string): string[] {
  const pattern = /`((?:src|test|bench|bin|blueprints|docs)\/[^`\s:]*)`/g;
  return [...text.matchAll(pattern)].map(([, path = '']) => path);
}

/** Words in capitals stand for names to be chosen: `src/engine/states/STATE.ts`. Their folder must be there. */
function isThere(path: string): boolean {
  const known = path.replace(/[^/]*\b[A-Z]{2,}\b.*$/, '');
  return /[*{]/.test(known) ? globSync(known, { cwd: ROOT }).length > 0 : existsSync(join(ROOT, known));
}

function localLinks(text: string): string[] {
  return [...text.matchAll(/\]\((?!https?:|#|<)([^)\s#]+)[^)]*\)/g)].map(([, target = '']) => target);
}

/** The tables of a database with their columns, without those that SQLite makes for itself. */
function tablesOf(database: DatabaseSync): Record<string, string[]> {
  const tables = database
    .prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type <> 'shadow'")
    .all();
  const columns = database.prepare('SELECT name FROM pragma_table_info(?)');
  return Object.fromEntries(
    tables
      .map(({ name }) => String(name))
      .filter((table) => !table.startsWith('sqlite_'))
      .map((table) => [table, columns.all(table).map(({ name }) => String(name))]),
  );
}

function embeddedDatabase(): DatabaseSync {
  const database = new DatabaseSync(':memory:');
  for (const migration of migrationsFrom(0)) database.exec(migration);
  return database;
}

/** Entities of the page's `erDiagram` under the heading, with their attributes. */
function drawnTables(heading: string): Record<string, string[]> {
  const section = sectionOf(heading);
  const diagram = /```mermaid\n([\s\S]*?)```/.exec(section)?.[1] ?? '';
  return Object.fromEntries(
    [...diagram.matchAll(/^ {2}(\w+) \{\n([\s\S]*?)^ {2}\}/gm)].map(([, table = '', body = '']) => [
      table,
      body.split('\n').flatMap((line) => /^\s*[A-Z]+ (\w+)/.exec(line)?.[1] ?? []),
    ]),
  );
}

/** Tables that a row of the section's table explains. */
function explainedTables(heading: string): string[] {
  return [...sectionOf(heading).matchAll(/^\| ((?:`\w+`(?:, )?)+) \|/gm)]
    .flatMap(([, cell = '']) => [...cell.matchAll(/`(\w+)`/g)].map(([, table = '']) => table))
    .sort();
}

function sectionOf(heading: string): string {
  return DATA_MODEL.split(/^## /m).find((section) => section.startsWith(heading)) ?? '';
}

describe('documents', () => {
  it.each(PAGES)('$path names only files that exist', ({ text }) => {
    expect(namedPaths(text).filter((path) => !isThere(path))).toEqual([]);
  });

  it.each(PAGES)('$path links only to files that exist', ({ path, text }) => {
    expect(localLinks(text).filter((target) => !existsSync(join(ROOT, dirname(path), target)))).toEqual([]);
  });

  it.each([
    ['`sfc.db`', embeddedDatabase],
    ['`index.db`', () => openIndexDatabase(':memory:')],
  ])('docs/data-model.md draws and explains every table of %s', (heading, open) => {
    const schema = tablesOf(open());
    expect(drawnTables(heading)).toEqual(schema);
    expect(explainedTables(heading)).toEqual(Object.keys(schema).sort());
  });

  it('docs/data-model.md explains every member and every phase of a flow', () => {
    const source = read('src/engine/flow.ts');
    const members = /interface Flow \{([\s\S]*?)^\}/m.exec(source)?.[1] ?? '';
    const names = [...members.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name = '']) => name);
    const phases = [...source.matchAll(/readonly type: ((?:'\w+'(?: \| )?)+);?/g)]
      .flatMap(([, union = '']) => [...union.matchAll(/'(\w+)'/g)])
      .map(([, name = '']) => name);
    expect(names.length).toBeGreaterThan(10);
    expect(phases.length).toBeGreaterThan(5);
    const section = sectionOf('The flow');
    expect([...names, ...phases].filter((name) => !section.includes(`\`${name}\``))).toEqual([]);
  });

  it('docs/glossary.md explains the words that this project uses', () => {
    const words = [...read('docs/glossary.md').matchAll(/^\| (\*\*.+?) \|/gm)]
      .flatMap(([, cell = '']) => [...cell.matchAll(/\*\*([^*]+)\*\*/g)])
      .map(([, word = '']) => word);
    expect(WORDS.filter((word) => !words.includes(word))).toEqual([]);
    expect(words.filter((word, index) => words.indexOf(word) !== index)).toEqual([]);
  });

  it('docs/adr/README.md lists every decision in order, and each has all its sections', () => {
    const decisions = PAGES.map(({ path }) => path).filter((path) => /^docs\/adr\/\d{4}-/.test(path));
    expect(localLinks(read('docs/adr/README.md'))).toEqual(decisions.map((path) => path.slice('docs/adr/'.length)));
    for (const path of decisions) {
      expect(read(path)).toMatch(/^# \d{4} .+\n\n\*\*Status\*\* .+\*\*Audience\*\* /);
      expect([...read(path).matchAll(/^## (.+)$/gm)].map(([, title]) => title)).toEqual(SECTIONS);
    }
  });
});

const SECTIONS = ['Purpose', 'Context', 'Decision', 'Alternatives considered', 'Consequences', 'Source'];

/** One meaning each; a word that is missing here is none of the project's own. */
const WORDS = [
  'blueprint',
  'flow',
  'state',
  'transition',
  'job',
  'processor',
  'conductor',
  'executor',
  'worker',
  'scheduler',
  'composer',
  'monitor',
  'input',
  'event',
  'effect',
  'retrier',
  'catcher',
  'branch',
  'iteration',
  'context object',
  'task token',
  'heartbeat',
  'record',
  'topic',
  'partition',
  'offset',
];
