import type { Blueprint } from '../blueprint.ts';
import { isObject, type Json } from '../json.ts';
import type { Problem } from '../validate/problem.ts';
import { normaliseAliases } from './aliases.ts';
import { placeProblems } from './place-problems.ts';
import { readDocument } from './read-document.ts';

export interface ParseResult {
  /** The document with ASL's names. Its shape is not checked: only `validate` says that it is a blueprint. */
  readonly blueprint?: Blueprint;
  readonly problems: readonly Problem[];
}

/**
 * Reads a blueprint from JSON text or takes it as a JSON value, and replaces aliases by ASL's names.
 * Never throws and never changes its argument. Use it on what `validate` has accepted.
 */
export function parseBlueprint(source: string | Json): ParseResult {
  const { document, problems } = readDocument(source);
  if (problems.length > 0 || document === undefined) return { problems };
  if (!isObject(document)) return { problems: placeProblems([notAnObject()], source) };
  const normalised = normaliseAliases(document);
  if (normalised.problems.length > 0) return { problems: placeProblems(normalised.problems, source) };
  return { blueprint: normalised.document as unknown as Blueprint, problems: [] };
}

/** What is said of a document that is JSON and no object. */
export function notAnObject(): Problem {
  return {
    code: 'NOT_AN_OBJECT',
    severity: 'error',
    pointer: '',
    message: 'A blueprint is a JSON object with StartAt and States; give one.',
    aws: { code: 'SCHEMA_VALIDATION_FAILED', message: 'Definition must be a valid JSON object' },
  };
}
