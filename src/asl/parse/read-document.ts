import { isObject, type Json } from '../json.ts';
import type { AwsDiagnostic, Problem, ProblemCode } from '../validate/problem.ts';
import { escapeSegment } from './pointer.ts';
import { positionAt } from './positions.ts';
import { type ScanFailure, scanJson } from './scan-json.ts';

export const MAX_TEXT_LENGTH = 10 * 1024 * 1024;
export const MAX_DEPTH = 200;

export interface ReadResult {
  /** Absent where there is no document to speak of. */
  readonly document?: Json;
  readonly problems: readonly Problem[];
}

/** Reads JSON text, or takes a JSON value, within the limits of size and depth. Never throws. */
export function readDocument(source: string | Json): ReadResult {
  const read = typeof source === 'string' ? readText(source) : { document: source, problems: [] };
  if (read.document === undefined || read.problems.length > 0) return read;
  const problem = findForbidden(read.document);
  return problem === undefined ? read : { problems: [problem] };
}

function readText(text: string): ReadResult {
  if (text.length > MAX_TEXT_LENGTH) {
    return refuse('TOO_LARGE', `The blueprint is larger than 10 MB (${text.length} characters); make it smaller.`);
  }
  if (text.trim() === '') {
    const aws = { code: 'SCHEMA_VALIDATION_FAILED', message: 'Definition must be a valid JSON object' };
    return refuse('NOT_AN_OBJECT', 'The blueprint is empty; give a JSON object with StartAt and States.', aws);
  }
  const problems: Problem[] = [];
  const path: (string | number)[] = [];
  const failure = scanJson(text, MAX_DEPTH, {
    enter: (segment) => path.push(segment),
    leave: () => path.pop(),
    duplicate: (name, offset) => problems.push(duplicateKey(text, name, [...path, name], offset)),
  });
  if (failure !== undefined) return { problems: [failureProblem(text, failure)] };
  return { document: JSON.parse(text) as Json, problems };
}

function refuse(code: ProblemCode, message: string, aws?: AwsDiagnostic): ReadResult {
  const problem: Problem = { code, severity: 'error', pointer: '', message };
  return { problems: [aws === undefined ? problem : { ...problem, aws }] };
}

function duplicateKey(text: string, name: string, path: readonly (string | number)[], offset: number): Problem {
  return {
    code: 'DUPLICATE_KEY',
    severity: 'error',
    pointer: path.map((segment) => `/${escapeSegment(segment)}`).join(''),
    ...positionAt(text, offset),
    message: `The field "${name}" is given twice in one object; keep one of them.`,
    aws: { code: 'INVALID_JSON_DESCRIPTION', message: `Duplicate field '${name}'` },
  };
}

function failureProblem(text: string, failure: ScanFailure): Problem {
  const position = positionAt(text, failure.offset);
  const base = { severity: 'error', pointer: '', ...position } as const;
  if (failure.kind === 'depth') {
    return { ...base, code: 'TOO_DEEP', message: `The blueprint is ${failure.reason}; flatten it.` };
  }
  const message = `The blueprint is not valid JSON: ${failure.reason}.`;
  return { ...base, code: 'INVALID_JSON', message, aws: awsSyntaxError(text, failure) };
}

/** AWS passes on the words of Jackson, its JSON parser; only its commonest complaint is known word for word. */
function awsSyntaxError(text: string, failure: ScanFailure): AwsDiagnostic {
  const end = positionAt(text, failure.offset + (failure.token?.length ?? 1));
  const location = `[Source: (String)"${text.slice(0, 500)}"; line: ${end.line}, column: ${end.column}]`;
  const complaint =
    failure.token === undefined
      ? failure.reason
      : `Unrecognized token '${failure.token}': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')`;
  return { code: 'INVALID_JSON_DESCRIPTION', message: `${complaint}\n at ${location}`, location };
}

/** The first `__proto__` key or the first place below the depth limit, found without recursion. */
function findForbidden(document: Json): Problem | undefined {
  const pending: { value: Json; depth: number; pointer: string }[] = [{ value: document, depth: 0, pointer: '' }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, depth, pointer } = next;
    if (typeof value !== 'object' || value === null) continue;
    if (depth >= MAX_DEPTH) {
      const message = `The blueprint is nested more than ${MAX_DEPTH} levels deep; flatten it.`;
      return { code: 'TOO_DEEP', severity: 'error', pointer, message };
    }
    if (isObject(value) && Object.hasOwn(value, '__proto__')) {
      const message = 'The name "__proto__" is not allowed in a blueprint; rename the field.';
      return { code: 'FORBIDDEN_KEY', severity: 'error', pointer: `${pointer}/__proto__`, message };
    }
    for (const [key, child] of Object.entries(value)) {
      if (typeof child === 'object' && child !== null) {
        pending.push({ value: child as Json, depth: depth + 1, pointer: `${pointer}/${escapeSegment(key)}` });
      }
    }
  }
  return undefined;
}
