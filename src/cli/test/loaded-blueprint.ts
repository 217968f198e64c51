import type { Program } from '../../asl/program.ts';
import type { Problem } from '../../asl/validate/problem.ts';
import { SfcError } from '../../errors/sfc-error.ts';
import { programOf } from '../../testing/simulate.ts';
import { type CoverageCollector, createCoverage } from '../../testing/test-file/coverage.ts';
import { readText } from '../input-value.ts';

/** A blueprint file, compiled once for all tests of it. */
export interface LoadedBlueprint {
  readonly file: string;
  readonly program: Program;
  readonly coverage: CoverageCollector;
}

/** Why a file cannot be used, in that file. */
export interface FileProblems {
  readonly file: string;
  readonly problems: readonly Problem[];
}

/** Reads and compiles a blueprint. What is wrong with it is a value; throws SFC_FILE_UNREADABLE where it cannot be read. */
export async function loadBlueprint(file: string): Promise<LoadedBlueprint | FileProblems> {
  const text = await readText(file);
  try {
    const program = programOf(text);
    return { file, program, coverage: createCoverage(program) };
  } catch (error) {
    if (!(error instanceof SfcError)) throw error;
    return { file, problems: problemsOf(error) };
  }
}

/** What cannot be compiled though it is valid has no list. */
function problemsOf({ details, message }: SfcError): readonly Problem[] {
  const problems = details['problems'];
  if (!Array.isArray(problems)) return [{ code: 'WRONG_VALUE', severity: 'error', pointer: '', message }];
  return (problems as Problem[]).filter(({ severity }) => severity === 'error');
}
