import { manifestKey } from '../../asl/items/map-results.ts';
import type { CompiledMap } from '../../asl/program.ts';
import type { AslError } from '../../asl/result.ts';
import type { Draft, OpenVisit } from '../draft.ts';
import type { ReadingPhase, WritingPhase } from '../flow.ts';
import { isHandled } from '../handled.ts';
import type { ReportJobResult } from '../inputs.ts';
import { keepUnfinished } from '../transition.ts';
import type { Work } from '../work.ts';
import { beginIterations } from './map.ts';
import { itemsRead } from './map-items.ts';
import { failRun, succeedMap } from './map-results.ts';

type JobResult = ReportJobResult['result'];

/** The job that read a distributed Map's items, or wrote its results, was answered. */
export function* mapJobEnded(draft: Draft, visit: OpenVisit, state: CompiledMap, result: JobResult): Work<void> {
  const { phase } = visit;
  if (phase.type === 'reading') yield* itemsArrived(draft, visit, state, phase, result);
  else if (phase.type === 'writing') yield* resultsWritten(draft, visit, state, phase, result);
}

function* itemsArrived(
  draft: Draft,
  visit: OpenVisit,
  state: CompiledMap,
  { run, settings }: ReadingPhase,
  result: JobResult,
): Work<void> {
  if ('error' in result) return yield* failRun(draft, visit, named('States.ItemReaderFailed', result.error));
  const read = itemsRead(result.output);
  if (!read.ok) return yield* failRun(draft, visit, read.error);
  yield* beginIterations(draft, visit, state, settings, read.value, run);
}

function* resultsWritten(
  draft: Draft,
  visit: OpenVisit,
  state: CompiledMap,
  { children, run, destination: { bucket, prefix }, error }: WritingPhase,
  result: JobResult,
): Work<void> {
  const failure = error ?? ('error' in result ? named('States.ResultWriterFailed', result.error) : undefined);
  if (failure === undefined) {
    const details = { Bucket: bucket, Key: manifestKey(run.arn, prefix) };
    const written = { MapRunArn: run.arn, ResultWriterDetails: details };
    return yield* succeedMap(draft, visit, state, visit.lastEvent, written);
  }
  // A retry of the flow goes on with the iterations that have not succeeded.
  visit.phase = children;
  if (error !== undefined && !isHandled(draft, visit, failure)) keepUnfinished(draft);
  yield* failRun(draft, visit, failure);
}

/** Whatever kept the job from being done, for the blueprint its one error is this. */
function named(error: string, { error: name, cause }: AslError): AslError {
  if (name === error) return cause === undefined ? { error } : { error, cause };
  return { error, cause: cause === undefined ? name : `${name}: ${cause}` };
}
