import type { QueryLanguage } from '../blueprint.ts';
import { type Location, toAwsLocation, toPointer } from './location.ts';
import type { AwsDiagnostic, Problem, ProblemCode } from './problem.ts';

/** What AWS says: its code defaults to SCHEMA_VALIDATION_FAILED, its location to the problem's own; null: AWS gives none. */
export interface AwsWords {
  readonly code?: string;
  readonly message: string;
  readonly at?: Location | null;
}

/** Collects problems in the order in which they are found. */
export interface Report {
  readonly problems: readonly Problem[];
  error(code: ProblemCode, at: Location, message: string, aws?: AwsWords): void;
  warning(code: ProblemCode, at: Location, message: string, aws?: AwsWords): void;
}

/** What every check may know of the place that it looks at. */
export interface Site {
  readonly dialect: 'asl' | 'sfc';
  /** The type of state machine that runs this place; a distributed Map's processor has a type of its own. */
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly language: QueryLanguage;
  /** The member of `$states` that there is only in this place; `input` and `context` are everywhere. */
  readonly reads?: 'result' | 'errorOutput';
  readonly report: Report;
  /** Whether the installation performs the jobs of this processor; absent where that is not known. */
  readonly serves?: ((processor: string) => boolean) | undefined;
}

const MAX_PROBLEMS = 500;

/** A report that stops growing after some hundreds of problems, and says so. */
export function createReport(): Report {
  const problems: Problem[] = [];

  /** Whether there is room for one more; says so once where there is not. */
  function hasRoom(severity: Problem['severity']): boolean {
    if (problems.length < MAX_PROBLEMS) return true;
    if (problems.length === MAX_PROBLEMS) {
      const message = `There are more than ${MAX_PROBLEMS} problems; solve these first.`;
      problems.push({ code: 'TOO_MANY_PROBLEMS', severity, pointer: '', message });
    }
    return false;
  }
  return {
    problems,
    error: (code, at, message, aws) => add('error', code, at, message, aws),
    warning: (code, at, message, aws) => add('warning', code, at, message, aws),
  };

  function add(severity: Problem['severity'], code: ProblemCode, at: Location, message: string, aws?: AwsWords): void {
    if (!hasRoom(severity)) return;
    const problem: Problem = { code, severity, pointer: toPointer(at), message };
    problems.push(aws === undefined ? problem : { ...problem, aws: toDiagnostic(aws, at) });
  }
}

function toDiagnostic(words: AwsWords, at: Location): AwsDiagnostic {
  const { code = 'SCHEMA_VALIDATION_FAILED', message } = words;
  if (words.at === null) return { code, message };
  return { code, message, location: toAwsLocation(words.at ?? at) };
}
