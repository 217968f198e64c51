import type { Step } from '../run.ts';
import { passNonList } from './list-check.ts';
import { emit, type Place } from './place.ts';

/** `[1:]`, `[-2:]`, `[:2]`, `[1:3]`. Between two bounds a negative index counts from the end, item by item, as Jayway does it. */
export function sliceStep(from: number | undefined, to: number | undefined, place: Place): Step {
  return (value, run) => {
    if (!Array.isArray(value)) return passNonList(value, place, run);
    const [start, end] = bounds(from, to, value.length);
    for (let index = start; index < end; index++) {
      const item = value.at(index);
      if (item !== undefined && !emit(place, item, run)) return false;
    }
    return true;
  };
}

function bounds(from: number | undefined, to: number | undefined, length: number): [number, number] {
  if (to === undefined) return [Math.max(0, from === undefined || from >= 0 ? (from ?? 0) : length + from), length];
  if (from === undefined) return [0, Math.min(length, to < 0 ? length + to : to)];
  return [Math.max(from, -length), Math.min(length, to)];
}
