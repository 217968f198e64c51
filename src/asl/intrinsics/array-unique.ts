import { equalJson } from '../equal-json.ts';
import { isObject, type Json } from '../json.ts';
import { withArguments } from './arguments.ts';

/** States.ArrayUnique: the list without repeated items, in the order of their first occurrence. */
export const arrayUnique = withArguments(1, (list) => (Array.isArray(list) ? unique(list) : undefined));

/** Plain values are told apart by a set; lists and objects one by one. */
function unique(list: readonly Json[]): readonly Json[] {
  const plain = new Set<Json>();
  const nested: Json[] = [];
  return list.filter((item) => {
    if (!Array.isArray(item) && !isObject(item)) return plain.size < plain.add(item).size;
    if (nested.some((other) => equalJson(item, other))) return false;
    nested.push(item);
    return true;
  });
}
