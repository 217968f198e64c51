import type { Blueprint } from '../asl/blueprint.ts';
import { compileBlueprint } from '../asl/compile.ts';
import type { Json } from '../asl/json.ts';
import type { SchemaCompiler } from '../asl/program.ts';
import type { Problem } from '../asl/validate/problem.ts';
import { validate } from '../asl/validate/validate.ts';
import { SfcError } from '../errors/sfc-error.ts';
import type { BlueprintRecord, BlueprintStore } from '../ports/blueprint-store.ts';
import type { Clock } from '../ports/clock.ts';
import { canonicalJson, hashOf } from './canonical-json.ts';
import { type Condition, checkRevision, type Records } from './records.ts';

export interface PushRequest extends Condition {
  readonly name: string;
  readonly source: string;
}
export interface Pushed {
  readonly version: number;
  /** False where this content is a version already. */
  readonly added: boolean;
  readonly record: BlueprintRecord;
  /** Warnings; a document with errors is not stored. */
  readonly problems: readonly Problem[];
}

export interface PushParts {
  readonly blueprintStore: BlueprintStore;
  readonly records: Records;
  readonly clock: Clock;
  readonly blueprintBytes: number;
  readonly schemas: SchemaCompiler;
  /** Whether the installation performs the jobs of this processor; where it does not, the blueprint is stored with a warning. */
  readonly serves?: ((processor: string) => boolean) | undefined;
}

/** Validates a document and stores it as a version of the blueprint; nothing uses it before it is activated. */
export async function pushVersion(parts: PushParts, request: PushRequest): Promise<Pushed> {
  checkBlueprintName(request.name);
  checkSize(request.source, parts.blueprintBytes);
  const { blueprint, problems } = validDocument(request.name, request.source, parts.serves);
  checkCompiles(request.name, blueprint, parts.schemas);
  const before = await parts.records.find(request.name);
  if (before !== undefined) checkRevision(before, request);
  const { version, added } = await parts.blueprintStore.addVersion(request.name, {
    contentHash: hashOf(canonicalJson(blueprint as unknown as Json)),
    source: request.source,
    blueprint,
    createdAt: parts.clock.now(),
  });
  return { version, added, problems, record: await parts.records.get(request.name) };
}

function validDocument(
  name: string,
  source: string,
  serves: PushParts['serves'],
): { blueprint: Blueprint; problems: readonly Problem[] } {
  const { valid, blueprint, problems } = validate(source, serves === undefined ? {} : { serves });
  if (valid && blueprint !== undefined) return { blueprint, problems };
  const first = problems.find(({ severity }) => severity === 'error');
  const count = problems.filter(({ severity }) => severity === 'error').length;
  const more = count > 1 ? ` (and ${count - 1} more)` : '';
  throw new SfcError('SFC_INVALID_BLUEPRINT', `${name}${place(first)}: ${first?.message ?? 'not valid'}${more}`, {
    details: { blueprint: name, problems },
  });
}

/** A schema that is none is found here and not by the first flow. */
function checkCompiles(name: string, blueprint: Blueprint, schemas: SchemaCompiler): void {
  const results = [
    compileBlueprint(blueprint, { schemas }),
    ...(blueprint.InputSchema === undefined ? [] : [schemas(blueprint.InputSchema)]),
  ];
  for (const result of results) {
    if (result.ok) continue;
    const message = result.error.cause ?? result.error.error;
    const problems = [{ code: 'INVALID_BLUEPRINT', severity: 'error', pointer: '', message }];
    throw new SfcError('SFC_INVALID_BLUEPRINT', `${name}: ${message}`, { details: { blueprint: name, problems } });
  }
}

function place(problem: Problem | undefined): string {
  if (problem?.line !== undefined) return `, line ${problem.line}`;
  return problem?.pointer ? ` at ${problem.pointer}` : '';
}

/** Names stand in topics and URLs, and beside the names of the common workers. */
function checkBlueprintName(name: string): void {
  if (/^[A-Za-z0-9][\w.-]{0,79}$/.test(name) && !/^common(-|$)/.test(name)) return;
  throw new SfcError('SFC_INVALID_REQUEST', `${JSON.stringify(name)} cannot name a blueprint.`, {
    hint: 'Use 1 to 80 letters, digits, `.`, `_` and `-`, a letter or digit first, and not `common` or `common-…`.',
    details: { field: 'name' },
  });
}

function checkSize(source: string, maxBytes: number): void {
  const sizeBytes = Buffer.byteLength(source);
  if (sizeBytes <= maxBytes) return;
  throw new SfcError('SFC_PAYLOAD_TOO_LARGE', `The blueprint has ${sizeBytes} bytes; the limit is ${maxBytes}.`, {
    hint: 'Split it into sub-flows, or raise `limits.blueprintBytes`.',
    details: { sizeBytes, maxBytes },
  });
}
