import type { Json } from '../json.ts';
import type { Problem } from '../validate/problem.ts';
import { locatePointers } from './positions.ts';

/** The problems with the line and column of their pointers, where the document was given as text. */
export function placeProblems(problems: readonly Problem[], source: string | Json): readonly Problem[] {
  if (typeof source !== 'string' || problems.length === 0) return problems;
  const pointers = problems.map((problem) => problem.pointer);
  const positions = locatePointers(source, pointers);
  return problems.map((problem) => ({ ...problem, ...positions.get(problem.pointer) }));
}
