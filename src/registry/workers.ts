import type { WorkerSettings } from '../asl/blueprint.ts';
import { SfcError } from '../errors/sfc-error.ts';

/** What serves the blueprint: its own settings, and what an operator has put over them. */
export function effectiveWorker(own: WorkerSettings | undefined, override: WorkerSettings | undefined): WorkerSettings {
  return { ...own, ...override };
}

/** Throws `SFC_INVALID_REQUEST` naming the field. */
export function checkWorkerSettings(settings: WorkerSettings): void {
  const { Mode, MinReplicas, MaxReplicas, Concurrency } = settings;
  if (Mode !== undefined && Mode !== 'Common' && Mode !== 'Specific') throw wrong('Mode', 'is Common or Specific');
  checkCount('MinReplicas', MinReplicas, 0);
  checkCount('MaxReplicas', MaxReplicas, 0);
  checkCount('Concurrency', Concurrency, 1);
  if (MinReplicas !== undefined && MaxReplicas !== undefined && MinReplicas > MaxReplicas) {
    throw wrong('MinReplicas', 'is at most MaxReplicas');
  }
}

function checkCount(field: string, value: number | undefined, minimum: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= minimum)) return;
  throw wrong(field, `is a whole number from ${minimum}`);
}

function wrong(field: string, rule: string): SfcError {
  return new SfcError('SFC_INVALID_REQUEST', `${field} ${rule}.`, { details: { field } });
}
