import { z } from '@hono/zod-openapi';
import type { Statistics } from '../../monitor/statistics.ts';
import type { BlueprintRecord, VersionSummary } from '../../ports/blueprint-store.ts';
import { iso, JsonValue, ProblemEntry, Timestamp } from './common.ts';

const HELLO = {
  StartAt: 'Greet',
  States: { Greet: { Type: 'Pass', Result: 'hello', End: true } },
};

export const BlueprintName = z
  .string()
  .min(1)
  .max(80)
  .openapi({ description: 'The name of a blueprint.', example: 'hello-world' });

export const BlueprintParams = z.object({ name: BlueprintName });
export const VersionParams = z.object({
  name: BlueprintName,
  version: z.coerce.number().int().min(1).openapi({ description: 'A version number.', example: 2 }),
});

/** Changes may name the revision that they are based on: the record's `ETag`. */
export const IfMatch = z.object({
  'if-match': z
    .string()
    .optional()
    .openapi({ description: 'The `ETag` of the record as read; 412 where it has changed since.', example: '"3"' }),
});
export const ETagHeader = z.object({
  ETag: z.string().openapi({ description: "The record's revision.", example: '"3"' }),
});

export const document = {
  definition: JsonValue.optional().openapi({ description: 'The document as JSON.', example: HELLO }),
  text: z
    .string()
    .optional()
    .openapi({
      description: 'The document as text: findings then carry line and column.',
      example: JSON.stringify(HELLO),
    }),
};
export const oneDocument = {
  message: 'give the blueprint as `definition` (JSON) or as `text`, and not as both',
  path: ['definition'],
};
export function hasOneDocument(value: { definition?: unknown; text?: string | undefined }): boolean {
  return (value.definition === undefined) !== (value.text === undefined);
}

const activate = z.boolean().default(false).openapi({ description: 'Make this version the active one.' });

export const NewBlueprint = z
  .strictObject({ name: BlueprintName, ...document, activate })
  .refine(hasOneDocument, oneDocument)
  .openapi('NewBlueprint', { title: 'New blueprint', description: 'A name and its first or next version.' });

export const NewBlueprintVersion = z
  .strictObject({ ...document, activate })
  .refine(hasOneDocument, oneDocument)
  .openapi('NewBlueprintVersion', { title: 'New version', description: 'The next version of a blueprint.' });

export const ValidateRequest = z
  .strictObject({ ...document, dialect: z.enum(['sfc', 'asl']).default('sfc') })
  .refine(hasOneDocument, oneDocument)
  .openapi('ValidateRequest', {
    title: 'Validation request',
    description: 'A document, and the dialect to judge it by.',
  });

export const Validation = z
  .object({ valid: z.boolean(), problems: z.array(ProblemEntry) })
  .openapi('Validation', { title: 'Verdict', description: 'Valid documents may have warnings.' });

/** The text to validate and to store. */
export function sourceOf(document: { definition?: unknown; text?: string | undefined }): string {
  return document.text ?? JSON.stringify(document.definition, null, 2);
}

export const ActivateRequest = z
  .strictObject({ version: z.int().min(1).openapi({ example: 2 }) })
  .openapi('ActivateRequest', { title: 'Activation', description: 'The version that new flows use.' });

const StopMode = z.enum(['Drain', 'Pause', 'Abort']).openapi('StopMode', {
  description: 'Drain: running flows go on. Pause: they hold before their next task. Abort: they end ABORTED.',
});
export const StopBlueprintRequest = z
  .strictObject({ mode: StopMode.default('Drain') })
  .openapi('StopBlueprintRequest', { title: 'Stop', description: 'How to stop a blueprint.' });
export const NoBody = z
  .strictObject({})
  .openapi('NoBody', { title: 'Nothing', description: 'An empty object, or no body.' });

export const WorkerSettings = z
  .strictObject({
    mode: z.enum(['Common', 'Specific']).optional().openapi({ example: 'Specific' }),
    min: z.int().min(0).max(1000).optional().openapi({ description: 'Fewest replicas.', example: 1 }),
    max: z.int().min(0).max(1000).optional().openapi({ description: 'Most replicas.', example: 4 }),
    concurrency: z
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .openapi({ description: 'Jobs at once per replica.', example: 16 }),
  })
  .refine(({ min, max }) => min === undefined || max === undefined || min <= max, {
    message: 'min is above max',
    path: ['min'],
  })
  .openapi('WorkerSettings', {
    title: 'Worker settings',
    description: "An operator's settings of a blueprint's workers.",
  });

const StatusCounts = z
  .record(z.string(), z.int())
  .openapi({ description: 'Flows by status.', example: { RUNNING: 2, SUCCEEDED: 40 } });

export const BlueprintView = z
  .object({
    name: BlueprintName,
    status: z.enum(['ACTIVE', 'STOPPED']),
    stopMode: StopMode.optional(),
    latestVersion: z.int().openapi({ example: 3 }),
    activeVersion: z.int().optional().openapi({ description: 'Absent until a version is activated.', example: 2 }),
    revision: z.int().openapi({ description: 'Counts changes; the `ETag`.', example: 3 }),
    workers: WorkerSettings.optional().openapi({ description: "The operator's override, where there is one." }),
    flows: StatusCounts.optional(),
  })
  .openapi('Blueprint', { title: 'Blueprint', description: 'A name, its versions and whether it starts flows.' });

export const PushedView = z
  .object({
    name: BlueprintName,
    version: z.int().openapi({ example: 3 }),
    added: z.boolean().openapi({ description: 'False where this very content was a version already.' }),
    blueprint: BlueprintView,
    problems: z.array(ProblemEntry).openapi({ description: 'Warnings.' }),
  })
  .openapi('PushedVersion', { title: 'Pushed version', description: 'The version that now holds the document.' });

export const VersionView = z
  .object({
    version: z.int().openapi({ example: 2 }),
    contentHash: z.string(),
    label: z.string().optional().openapi({ description: 'The `Version` of the document.', example: '2026-11' }),
    createdAt: Timestamp,
  })
  .openapi('BlueprintVersionSummary', { title: 'Version', description: 'One immutable version.' });

export const VersionDocument = VersionView.extend({
  name: BlueprintName,
  text: z.string().openapi({ description: 'The document as uploaded.' }),
  definition: JsonValue.openapi({ description: 'The document as parsed: aliases replaced.' }),
}).openapi('BlueprintVersion', {
  title: 'Version with document',
  description: 'One immutable version and its document.',
});

export const StatisticsView = z
  .object({
    blueprint: BlueprintName,
    flows: StatusCounts,
    durationMs: z
      .object({ p50: z.number(), p95: z.number(), p99: z.number(), flows: z.int() })
      .optional()
      .openapi({ description: 'Of the latest ended flows, in milliseconds.' }),
    errors: z
      .array(z.object({ error: z.string(), count: z.int() }))
      .optional()
      .openapi({ description: 'Most frequent first.' }),
  })
  .openapi('Statistics', { title: 'Statistics', description: 'How the flows of a blueprint fare.' });

export function blueprintView(record: BlueprintRecord, flows?: Record<string, number>) {
  const { name, status, stopMode, latestVersion, activeVersion, revision, workerOverride } = record;
  const workers = workerOverride && {
    mode: workerOverride.Mode,
    min: workerOverride.MinReplicas,
    max: workerOverride.MaxReplicas,
    concurrency: workerOverride.Concurrency,
  };
  return { name, status, stopMode, latestVersion, activeVersion, revision, workers, flows };
}

export function versionView({ version, contentHash, label, createdAt }: VersionSummary) {
  return { version, contentHash, label, createdAt: iso(createdAt) };
}

export function statisticsView(blueprint: string, { counts, durationMs, errors }: Statistics) {
  const flows = Object.fromEntries(counts.map(({ status, count }) => [status, count]));
  return { blueprint, flows, durationMs, errors };
}
