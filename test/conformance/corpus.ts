import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Corpus {
  readonly directory: string;
  readonly compare: Compare;
}

/** The parts of the corpus's own runner that the tests use. */
export interface Compare {
  readonly loadCases: (directory: string, kind: string) => Case[];
  readonly runExecutionCase: Runner;
  readonly runTestStateCase: Runner;
  readonly runValidationCase: Runner;
  readonly runRealWorld: Runner;
}
export interface Case {
  readonly id: string;
  readonly family: string;
  readonly area: string;
  readonly definition: unknown;
  /** `state:Task`, `choice:IsNull`, `intrinsic:States.Hash` … */
  readonly features: readonly string[];
  /** Of validation cases: whose verdict it is. */
  readonly authority?: string;
  readonly expected?: { readonly events?: unknown };
}
export interface Verdict {
  readonly id: string;
  readonly pass: boolean;
  /** Of execution cases: 1 outcome, 2 task parameters, 3 cause, 4 history sequence, 5 history details. */
  readonly level?: number;
  /** Null where the recording says nothing about it. */
  readonly checks: Readonly<Record<string, boolean | null>>;
  readonly why: Readonly<Record<string, string>>;
}
type Runner = (testCase: Case, engine: unknown, options?: { readonly limitMs?: number }) => Promise<Verdict>;

let isSaid = false;

/**
 * The recorded cases, which are no part of this repository: `SFC_ASL_CORPUS`, or `shared/asl` beside it.
 * Absent: one line says so. Absent with `CI=true`: a failure.
 */
export async function findCorpus(): Promise<Corpus | undefined> {
  const directory = resolve(ROOT, process.env.SFC_ASL_CORPUS ?? '../shared/asl');
  const runner = resolve(directory, 'compare.mjs');
  if (existsSync(runner)) {
    return { directory: resolve(directory, 'open'), compare: (await import(pathToFileURL(runner).href)) as Compare };
  }
  const message = `The conformance corpus is not at ${directory}: set SFC_ASL_CORPUS to run its cases.`;
  if (process.env.CI === 'true') throw new Error(message);
  if (!isSaid) console.log(message);
  isSaid = true;
  return undefined;
}
