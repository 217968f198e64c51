import type { Blueprint } from '../blueprint.ts';
import { isObject, type Json, type JsonObject, member } from '../json.ts';
import { normaliseAliases } from '../parse/aliases.ts';
import { notAnObject } from '../parse/parse-blueprint.ts';
import { placeProblems } from '../parse/place-problems.ts';
import { readDocument } from '../parse/read-document.ts';
import { ROOT } from './location.ts';
import { checkMachine } from './machine.ts';
import type { Problem } from './problem.ts';
import { createReport, type Site } from './report.ts';
import { BLUEPRINT } from './tables/blueprint-fields.ts';

export interface ValidateOptions {
  /** `asl`: AWS's verdict, to the letter. `sfc` (default): AWS's language with SFC's fields. */
  readonly dialect?: 'asl' | 'sfc';
  /** The type of state machine that is to run it; `STANDARD` by default. */
  readonly type?: 'STANDARD' | 'EXPRESS';
  /** Whether the installation performs the jobs of this processor; those of which it says no get a warning. */
  readonly serves?: (processor: string) => boolean;
}

export interface ValidationResult {
  /** No problem is an error. */
  readonly valid: boolean;
  /** The document with ASL's names; only where it is valid. */
  readonly blueprint?: Blueprint;
  /** In document order within each scope; warnings among them. */
  readonly problems: readonly Problem[];
}

/** Says whether a definition, as JSON text or as a JSON value, is a blueprint, and if not, why not. Never throws. */
export function validate(definition: string | Json, options: ValidateOptions = {}): ValidationResult {
  const dialect = options.dialect ?? 'sfc';
  if (dialect === 'asl' && typeof definition === 'string' && definition.length > AWS_LENGTH)
    return invalid([tooLong()]);
  const read = readDocument(definition);
  if (read.problems.length > 0 || read.document === undefined) return invalid(read.problems);
  if (!isObject(read.document)) return invalid(placeProblems([notAnObject()], definition));
  const { document, renamed, problems } =
    dialect === 'sfc' ? normaliseAliases(read.document) : { document: read.document, renamed: new Map(), problems: [] };
  const site: Site = {
    dialect,
    type: options.type ?? 'STANDARD',
    language: languageOf(document),
    report: createReport(),
    serves: options.serves,
  };
  checkMachine(document, BLUEPRINT, ROOT, site, {
    language: site.language,
    names: new Set(),
    labels: new Set(),
    outer: undefined,
    container: '',
    triggerTopics: triggerTopicsOf(document),
  });
  const found = [...problems, ...restoreNames(site.report.problems, renamed)];
  const placed = placeProblems(found, definition);
  if (found.some((problem) => problem.severity === 'error')) return invalid(placed);
  return { valid: true, blueprint: document as unknown as Blueprint, problems: placed };
}

/** AWS: API reference, CreateStateMachine, definition. */
const AWS_LENGTH = 1_048_576;

function tooLong(): Problem {
  const message = `AWS takes definitions of at most ${AWS_LENGTH} characters; make it smaller.`;
  const words = `1 validation error detected: Value at 'definition' failed to satisfy constraint: Member must have length less than or equal to ${AWS_LENGTH}`;
  const aws = { code: 'SCHEMA_VALIDATION_FAILED', message: words };
  return { code: 'TOO_LARGE', severity: 'error', pointer: '', message, aws };
}

function invalid(problems: readonly Problem[]): ValidationResult {
  return { valid: false, problems };
}

function languageOf(document: JsonObject): 'JSONPath' | 'JSONata' {
  return (member(document, 'QueryLanguage') ?? 'JSONPath') === 'JSONPath' ? 'JSONPath' : 'JSONata';
}

function triggerTopicsOf(document: JsonObject): ReadonlySet<string> {
  const triggers = member(document, 'Triggers');
  const topics = Array.isArray(triggers)
    ? triggers.map((trigger) => isObject(trigger) && member(trigger, 'Topic'))
    : [];
  return new Set(topics.filter((topic) => typeof topic === 'string'));
}

/** Pointers name the author's fields, not those that stand for them. */
function restoreNames(problems: readonly Problem[], renamed: ReadonlyMap<string, string>): readonly Problem[] {
  if (renamed.size === 0) return problems;
  return problems.map((problem) => {
    const [, first = '', ...rest] = problem.pointer.split('/');
    const original = renamed.get(first);
    return original === undefined ? problem : { ...problem, pointer: ['', original, ...rest].join('/') };
  });
}
