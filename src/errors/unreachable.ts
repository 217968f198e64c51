/** Closes an exhaustive switch: a new case that nobody handles fails to compile, and throws should it ever get here. */
export function unreachable(value: never): never {
  throw new Error(`unreachable case: ${JSON.stringify(value)}`);
}
