import type { Json, JsonObject } from '../json.ts';
import { type Location, ROOT, toPointer, within } from '../validate/location.ts';
import type { AwsDiagnostic, Problem, ProblemCode } from '../validate/problem.ts';
import { escapeSegment } from './pointer.ts';
import { positionAt } from './positions.ts';
import { type ScanFailure, scanJson } from './scan-json.ts';

const MAX_TEXT_LENGTH = 10 * 1024 * 1024;
const MAX_DEPTH = 200;
const MAX_SUSPECTS = 100;

export interface ReadResult {
  /** Absent where there is no document to speak of. */
  readonly document?: Json;
  readonly problems: readonly Problem[];
}

/** Reads JSON text, or takes a JSON value, within the limits of size and depth. Never throws. */
export function readDocument(source: string | Json): ReadResult {
  if (typeof source === 'string') return readText(source);
  const problem = findForbidden(source, ROOT, 0);
  return problem === undefined ? { document: source, problems: [] } : { problems: [problem] };
}

function readText(text: string): ReadResult {
  if (text.length > MAX_TEXT_LENGTH) {
    return refuse('TOO_LARGE', `The blueprint is larger than 10 MB (${text.length} characters); make it smaller.`);
  }
  if (text.trim() === '') {
    const aws =
      text === ''
        ? { code: 'MISSING_DESCRIPTION', message: 'Received a null or empty workflow input.' }
        : { code: 'SCHEMA_VALIDATION_FAILED', message: 'Definition must be a valid JSON object' };
    return refuse('NOT_AN_OBJECT', 'The blueprint is empty; give a JSON object with StartAt and States.', aws);
  }
  const document = parseStrict(text);
  if (document !== undefined) return { document, problems: [] };
  const failure = scanJson(text, MAX_DEPTH);
  return { problems: failure === undefined ? findSuspects(text) : [failureProblem(text, failure)] };
}

/** The document; undefined where it is no JSON, too deep, or holds a forbidden or repeated name. */
function parseStrict(text: string): Json | undefined {
  try {
    const document = JSON.parse(text) as Json;
    // The parser keeps one of two members of the same name, so that fewer names are left than the text has.
    return countNames(document, 0) === countColons(text) ? document : undefined;
  } catch {
    return undefined;
  }
}

/** How many members the value and all values in it have; NaN below the depth limit and where one is `__proto__`. */
function countNames(value: Json, depth: number): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (depth >= MAX_DEPTH) return Number.NaN;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) count += countNames(item as Json, depth + 1);
    return count;
  }
  for (const key in value) {
    if (key === '__proto__') return Number.NaN;
    count += 1 + countNames((value as JsonObject)[key] as Json, depth + 1);
  }
  return count;
}

/** The colons outside strings: one for each member. */
function countColons(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 58) count++;
    else if (code === 34) at = endOfString(text, at);
  }
  return count;
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

function isEscaped(text: string, at: number): boolean {
  let start = at;
  while (text.charCodeAt(start - 1) === 92) start--;
  return (at - start) % 2 === 1;
}

/** The second pass, for texts that need it only: where each forbidden or repeated name stands. */
function findSuspects(text: string): Problem[] {
  const problems: Problem[] = [];
  const path: (string | number)[] = [];
  scanJson(text, MAX_DEPTH, {
    enter: (segment) => path.push(segment),
    leave: () => path.pop(),
    suspect: (name, offset) => {
      const pointer = [...path, name].map((segment) => `/${escapeSegment(segment)}`).join('');
      const problem = name === '__proto__' ? forbiddenKey(pointer) : duplicateKey(name, pointer);
      if (problems.length < MAX_SUSPECTS) problems.push({ ...problem, ...positionAt(text, offset) });
    },
  });
  return problems;
}

function refuse(code: ProblemCode, message: string, aws?: AwsDiagnostic): ReadResult {
  const problem: Problem = { code, severity: 'error', pointer: '', message };
  return { problems: [aws === undefined ? problem : { ...problem, aws }] };
}

function duplicateKey(name: string, pointer: string): Problem {
  return {
    code: 'DUPLICATE_KEY',
    severity: 'error',
    pointer,
    message: `The field "${name}" is given twice in one object; keep one of them.`,
    aws: { code: 'INVALID_JSON_DESCRIPTION', message: `Duplicate field '${name}'` },
  };
}

function forbiddenKey(pointer: string): Problem {
  const message = 'The name "__proto__" is not allowed in a blueprint; rename the field.';
  return { code: 'FORBIDDEN_KEY', severity: 'error', pointer, message };
}

function failureProblem(text: string, failure: ScanFailure): Problem {
  const position = positionAt(text, failure.offset);
  const base = { severity: 'error', pointer: '', ...position } as const;
  if (failure.kind === 'depth') {
    const aws = { code: 'TOO_DEEPLY_NESTED', message: 'The states are too deeply nested.' };
    return { ...base, code: 'TOO_DEEP', message: `The blueprint is ${failure.reason}; flatten it.`, aws };
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

/** The first `__proto__` key or the first place below the depth limit. */
function findForbidden(value: Json, at: Location, depth: number): Problem | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth >= MAX_DEPTH) {
    const message = `The blueprint is nested more than ${MAX_DEPTH} levels deep; flatten it.`;
    return { code: 'TOO_DEEP', severity: 'error', pointer: toPointer(at), message };
  }
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const problem = typeof item === 'object' ? findForbidden(item as Json, within(at, index), depth + 1) : undefined;
      if (problem !== undefined) return problem;
    }
    return undefined;
  }
  for (const key of Object.keys(value)) {
    if (key === '__proto__') return forbiddenKey(toPointer(within(at, key)));
    const member = (value as JsonObject)[key] as Json;
    const problem = typeof member === 'object' ? findForbidden(member, within(at, key), depth + 1) : undefined;
    if (problem !== undefined) return problem;
  }
  return undefined;
}
