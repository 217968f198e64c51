import type { Json } from '../../json.ts';
import { isObject, member } from '../../json.ts';
import { type Check, listOf, text } from '../checks.ts';
import { type Location, within } from '../location.ts';
import type { Site } from '../report.ts';

/** Matches every error, and must therefore stand alone, in the last entry. ASL: Errors, Error representation. */
const WILDCARD = 'States.ALL';
const textList = listOf(text);

/** A list of error names. ASL: Errors. */
export const checkErrorEquals: Check = (value, at, site) => {
  textList(value, at, site);
};

/** Checks the list of retriers or catchers as a whole: each entry, and where `States.ALL` stands in it. */
export function errorHandlers(entry: Check): Check {
  return (value, at, site) => {
    if (Array.isArray(value) && value.length === 0) return;
    listOf(entry)(value, at, site);
    if (!Array.isArray(value)) return;
    for (const [index, handler] of value.entries()) {
      const errors = isObject(handler) ? member(handler, 'ErrorEquals') : undefined;
      if (Array.isArray(errors))
        checkWildcard(errors, index === value.length - 1, within(within(at, index), 'ErrorEquals'), site);
    }
  };
}

function checkWildcard(errors: readonly Json[], isLast: boolean, at: Location, site: Site): void {
  const index = errors.indexOf(WILDCARD);
  if (index < 0 || (isLast && errors.length === 1)) return;
  const message = `"${WILDCARD}" must stand alone in ErrorEquals, in the last entry of the list; move it there.`;
  site.report.error('INVALID_ERROR_EQUALS', within(at, index), message, {
    message: `${WILDCARD} must appear alone and at end of list`,
  });
}
