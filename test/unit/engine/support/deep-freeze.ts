/** Freezes a value and all that it holds; closures and maps of a program as far as their properties go. */
export function deepFreeze<T>(value: T, seen = new Set<unknown>()): T {
  if (typeof value !== 'object' || value === null || seen.has(value)) return value;
  seen.add(value);
  for (const part of value instanceof Map ? value.values() : Object.values(value)) deepFreeze(part, seen);
  return Object.freeze(value);
}
