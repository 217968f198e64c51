import { escapeSegment } from '../parse/pointer.ts';

/** A place in a document: a chain of names and indexes, written out only when a problem is reported there. */
export interface Location {
  readonly parent: Location | undefined;
  readonly key: string | number;
}

/** The document itself. */
export const ROOT: Location = { parent: undefined, key: '' };

/** The place of a field or item inside another place. */
export function within(parent: Location, key: string | number): Location {
  return { parent, key };
}

function keysOf(location: Location): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at = location; at.parent !== undefined; at = at.parent) keys.push(at.key);
  return keys.reverse();
}

/** RFC 6901. */
export function toPointer(location: Location): string {
  return keysOf(location)
    .map((key) => `/${escapeSegment(key)}`)
    .join('');
}

/** AWS's form: `/States/A/Choices[0]/Next`; the root is `/`. */
export function toAwsLocation(location: Location): string {
  const text = keysOf(location)
    .map((key) => (typeof key === 'number' ? `[${key}]` : `/${key}`))
    .join('');
  return text === '' ? '/' : text;
}
