import { makeUuid } from '../asl/intrinsics/uuid.ts';
import type { MapRun } from './map-run.ts';
import { createRandom } from './random.ts';

/** A UUID that depends on the seed alone. */
export function uuidOf(seed: string): string {
  return makeUuid({ random: createRandom(seed) });
}

/** The name of the child execution of this index: the same on every attempt of the flow. */
export function childName(run: MapRun, index: number): string {
  return uuidOf(`${run.arn}:${index}`);
}

/** An express execution's ARN ends in an id of its own. */
export function childArn(run: MapRun, index: number): string {
  const name = childName(run, index);
  return run.express ? `${run.executionArn}:${name}:${uuidOf(name)}` : `${run.executionArn}:${name}`;
}
