import { isObject, type Json } from '../asl/json.ts';

/** Whether no two items are equal, in time linear in their size; Ajv's own compares every pair. */
export function hasUniqueItems(items: readonly Json[]): boolean {
  const seen = new Set<string>();
  for (const item of items) {
    const size = seen.size;
    if (seen.add(textOf(item)).size === size) return false;
  }
  return true;
}

/** Equal for equal values, whatever the order of members. */
function textOf(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(textOf).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${textOf(value[name] ?? null)}`).join(',')}}`;
}
