import { type JsonObject, member } from '../../json.ts';
import { type Location, within } from '../location.ts';
import type { Site } from '../report.ts';

/** BLUEPRINT.md: Top level, Worker. */
export function checkWorkerRange(worker: JsonObject, at: Location, site: Site): void {
  const min = member(worker, 'MinReplicas');
  const max = member(worker, 'MaxReplicas');
  if (typeof min !== 'number' || typeof max !== 'number' || min <= max) return;
  site.report.error(
    'OUT_OF_RANGE',
    within(at, 'MinReplicas'),
    `"MinReplicas" (${min}) must not be above "MaxReplicas" (${max}).`,
  );
}
