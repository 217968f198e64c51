import type { Environment } from '../../asl/environment.ts';
import { isObject, type Json } from '../../asl/json.ts';
import type { CompiledBatcher, CompiledMap, CompiledReader, CompiledWriter, Field } from '../../asl/program.ts';
import { failed, ok, type Result } from '../../asl/result.ts';
import { evaluate, evaluateOr } from '../data-flow.ts';
import type { JobCall } from '../effects.ts';
import type { BatchSettings, Destination, MapSettings } from '../map-run.ts';
import { integerOf, numberIn, unexpectedValue } from '../numbers.ts';
import type { Work } from '../work.ts';

/** What the Map's fields come to. A negative limit passes: the map run itself refuses it (`negativeLimit`). */
export function* settingsOf(state: CompiledMap, env: Environment, maxConcurrency: number): Work<Result<MapSettings>> {
  const count = yield* integerOf(state.toleratedFailureCount, env, 'ToleratedFailureCount', 0);
  if (!count.ok) return count;
  const percentage = yield* percentageOf(state.toleratedFailurePercentage, env);
  if (!percentage.ok) return percentage;
  const batch = state.batcher === undefined ? ok(undefined) : yield* batchOf(state.batcher, env);
  if (!batch.ok) return batch;
  return ok({
    effectiveInput: env.input,
    maxConcurrency,
    ...(count.value !== undefined && { toleratedCount: count.value }),
    ...(percentage.value !== undefined && { toleratedPercentage: percentage.value }),
    ...(batch.value !== undefined && { batch: batch.value }),
  });
}

function* percentageOf(field: Field | undefined, env: Environment): Work<Result<number | undefined>> {
  if (field === undefined) return ok(undefined);
  const name = 'ToleratedFailurePercentage';
  const result = yield* evaluate(field, env);
  if (!result.ok) return result;
  const percentage = numberIn(field, result.value);
  if (percentage === undefined) return unexpectedValue(field, name, 'float', result.value);
  if (percentage >= 0 && percentage <= 100) return ok(percentage);
  return failed('States.Runtime', `${name} must be between 0 and 100.`);
}

function* batchOf(batcher: CompiledBatcher, env: Environment): Work<Result<BatchSettings>> {
  const maxItems = yield* anyInteger(batcher.maxItems, env, 'ItemBatcher', 'MaxItemsPerBatch');
  if (!maxItems.ok) return maxItems;
  const maxInputBytes = yield* anyInteger(batcher.maxInputBytes, env, 'ItemBatcher', 'MaxInputBytesPerBatch');
  if (!maxInputBytes.ok) return maxInputBytes;
  const input = yield* evaluateOr(batcher.input, env, undefined);
  if (!input.ok) return input;
  return ok({
    ...(maxItems.value !== undefined && { maxItems: maxItems.value }),
    ...(maxInputBytes.value !== undefined && { maxInputBytes: maxInputBytes.value }),
    ...(input.value !== undefined && { input: input.value }),
  });
}

/** JSONata's causes name the whole way to the field, JSONPath's the field. */
function anyInteger(field: Field | undefined, env: Environment, place: string, name: string) {
  const shownName = field?.kind === 'jsonata' ? `${place}/${name}` : name;
  return integerOf(field, env, shownName, Number.MIN_SAFE_INTEGER);
}

/** The job that reads the items. */
export function* readingJob(reader: CompiledReader, env: Environment): Work<Result<JobCall>> {
  const maxItems = yield* anyInteger(reader.maxItems, env, 'ItemReader/ReaderConfig', 'MaxItems');
  if (!maxItems.ok) return maxItems;
  const input = yield* evaluateOr(reader.parameters, env, {});
  if (!input.ok) return input;
  return ok({
    processor: reader.resource,
    mode: 'Sync',
    delivery: 'AtLeastOnce',
    input: input.value,
    reader: maxItems.value === undefined ? reader.config : { ...reader.config, maxItems: maxItems.value },
  });
}

/** Where the results go; undefined where they are the Map's own result. */
export function* destinationOf(
  writer: CompiledWriter | undefined,
  env: Environment,
): Work<Result<Destination | undefined>> {
  if (writer?.resource === undefined) return ok(undefined);
  const parameters: Result<Json> = yield* evaluateOr(writer.parameters, env, {});
  if (!parameters.ok) return parameters;
  const { Bucket: bucket, Prefix: prefix } = isObject(parameters.value) ? parameters.value : {};
  if (typeof bucket !== 'string') return failed('States.Runtime', 'The ResultWriter needs a Bucket, a text.');
  return ok({ resource: writer.resource, bucket, ...(typeof prefix === 'string' && { prefix }) });
}

/** The name of a limit that is negative; 0 stands for no limit. */
export function negativeLimit(job: JobCall | undefined, { batch }: MapSettings): string | undefined {
  if ((job?.reader?.maxItems ?? 0) < 0) return 'MaxItems';
  if ((batch?.maxItems ?? 0) < 0) return 'MaxItemsPerBatch';
  return (batch?.maxInputBytes ?? 0) < 0 ? 'MaxInputBytesPerBatch' : undefined;
}
