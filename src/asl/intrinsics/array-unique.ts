import { isObject, type Json, member } from '../json.ts';
import { withArguments } from './arguments.ts';

/** States.ArrayUnique: the list without repeated items, in the order of their first occurrence. */
export const arrayUnique = withArguments(1, (list) => (Array.isArray(list) ? unique(list) : undefined));

/** Plain values are told apart as they are, lists and objects by a text in which the order of members does not matter. */
function unique(list: readonly Json[]): readonly Json[] {
  const plain = new Set<Json>();
  const nested = new Set<string>();
  return list.filter((item) => {
    if (typeof item !== 'object' || item === null) return plain.size < plain.add(item).size;
    return nested.size < nested.add(JSON.stringify(ordered(item))).size;
  });
}

function ordered(value: Json): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (!isObject(value)) return value;
  return Object.keys(value)
    .sort()
    .map((key) => ({ [key]: ordered(member(value, key) ?? null) }));
}
