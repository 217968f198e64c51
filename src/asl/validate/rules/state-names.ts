import type { Location } from '../location.ts';
import type { Site } from '../report.ts';

/** The names seen so far in the whole blueprint; they are unique across all of its scopes. ASL: States. */
export type StateNames = Set<string>;

const MAX_STATE_NAME_LENGTH = 80;

/** Length, and that no other state of the whole document has the name. ASL: States. */
export function checkStateName(name: string, at: Location, site: Site, names: StateNames): void {
  if (name === '' || [...name].length > MAX_STATE_NAME_LENGTH) {
    const message = `The name of a state has 1 to ${MAX_STATE_NAME_LENGTH} characters; ${name === '' ? 'give one' : 'shorten it'}.`;
    site.report.error('INVALID_STATE_NAME', at, message, { code: 'INVALID_STATE_NAME', message });
  }
  if (names.has(name)) {
    const message = `Another state of this blueprint is named "${name}" too; rename one of them.`;
    site.report.error('DUPLICATE_STATE_NAME', at, message, {
      code: 'DUPLICATE_STATE_NAME',
      message: `Duplicate State name: ${name}`,
    });
  }
  names.add(name);
}
