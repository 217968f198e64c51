import { chai, JestAsymmetricMatchers, JestChaiExpect, JestExtend } from '@vitest/expect';

/** What the unit tests of the pure folders import from vitest, so that they can be collected once and run again and again. */
export interface CollectedTest {
  /** The file and the names of everything around the test; unique. */
  readonly id: string;
  readonly name: string;
  readonly fileName: string;
  readonly run: () => unknown;
}

type Body = (...values: unknown[]) => unknown;
/** Options and body come in either order. */
type Rest = readonly (Body | object | number | undefined)[];

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);

export const expect = chai.expect;
export const test = Object.assign(define, { each, for: forEach });
export const it = test;
export function describe(name: string, ...rest: Rest): void {
  around.push(name);
  bodyOf(rest)();
  around.pop();
}

const tests: CollectedTest[] = [];
const used = new Map<string, number>();
let file = '';
let around: string[] = [];

/** The tests of the file, which is imported now. */
export async function collect(fileName: string, load: () => Promise<unknown>): Promise<CollectedTest[]> {
  tests.length = 0;
  file = fileName;
  around = [];
  await load();
  return [...tests];
}

function define(name: string, ...rest: Rest): void {
  add(name, bodyOf(rest));
}

function each(rows: readonly unknown[]) {
  return (name: string, ...rest: Rest): void => {
    for (const row of rows) add(name, () => bodyOf(rest)(...(Array.isArray(row) ? row : [row])));
  };
}

function forEach(rows: readonly unknown[]) {
  return (name: string, ...rest: Rest): void => {
    for (const row of rows) add(name, () => bodyOf(rest)(row, { expect }));
  };
}

function add(title: string, run: () => unknown): void {
  const name = [...around, title].join(' › ');
  const id = `${file}#${name}`;
  const count = (used.get(id) ?? 0) + 1;
  used.set(id, count);
  tests.push({ id: count === 1 ? id : `${id} (${count})`, name, fileName: file, run });
}

function bodyOf(rest: Rest): Body {
  return rest.find((part): part is Body => typeof part === 'function') ?? (() => undefined);
}
