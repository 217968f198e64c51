import type { QueryLanguage } from '../blueprint.ts';
import { isObject, type Json, type JsonObject, member } from '../json.ts';
import { type Check, wrongType } from './checks.ts';
import { type Location, within } from './location.ts';
import { nearestName } from './nearest-name.ts';
import type { AwsWords, Site } from './report.ts';
import { warnOfPathAsValue } from './rules/not-evaluated.ts';

/** One field of a shape: how to check its value, and where it is allowed at all. */
export interface Field {
  readonly check: Check;
  /** Only in states of this query language. */
  readonly language?: QueryLanguage;
  /** SFC's own: unknown in the dialect `asl`. */
  readonly sfc?: true;
  /** There is a second field, with `Path` behind the name, that takes the value from a path. */
  readonly hasPath?: boolean;
}

/** The fields of one kind of object. */
export interface Shape {
  readonly fields: ReadonlyMap<string, Field>;
  readonly required: readonly string[];
  /** Groups of fields of which at most one may be given. */
  readonly exclusive: readonly (readonly string[])[];
  /** Groups of fields of which exactly one must be given. */
  readonly choice: readonly (readonly string[])[];
}

/** The fields that an object may have, each with its check; unknown ones are problems. */
export function shape(
  fields: Readonly<Record<string, Check | Field>>,
  rules: Partial<Omit<Shape, 'fields'>> = {},
): Shape {
  const entries = Object.entries(fields).map(([name, field]): [string, Field] => [
    name,
    { ...(typeof field === 'function' ? { check: field } : field), hasPath: Object.hasOwn(fields, `${name}Path`) },
  ]);
  return { fields: new Map(entries), required: [], exclusive: [], choice: [], ...rules };
}

/** Only where the query language is JSONPath. */
export function jsonPathOnly(check: Check): Field {
  return { check, language: 'JSONPath' };
}
/** Only where the query language is JSONata. */
export function jsonataOnly(check: Check): Field {
  return { check, language: 'JSONata' };
}
/** One of SFC's own fields: unknown in the dialect `asl`. */
export function sfcOnly(check: Check): Field {
  return { check, sfc: true };
}

/** A check for values of this shape. */
export function objectOf(expected: Shape): Check {
  return (value, at, site) => checkShape(value, expected, at, site);
}

/** Checks an object's fields against a shape. Answers the object, or undefined where the value is none. */
export function checkShape(value: Json, expected: Shape, at: Location, site: Site): JsonObject | undefined {
  if (!isObject(value)) {
    wrongType(at, site, 'Object', 'an object');
    return undefined;
  }
  for (const name of Object.keys(value)) {
    const field = expected.fields.get(name);
    if (field === undefined || (field.sfc && site.dialect === 'asl')) unknownField(name, at, site, expected);
    else if (field.language !== undefined && field.language !== site.language)
      wrongLanguage(name, field.language, at, site);
    else {
      const place = within(at, name);
      if (field.hasPath) warnOfPathAsValue(value[name] as Json, place, site);
      field.check(value[name] as Json, place, site);
    }
  }
  checkPresence(value, expected, at, site);
  return value;
}

function checkPresence(value: JsonObject, expected: Shape, at: Location, site: Site): void {
  const missing = expected.required.filter((name) => member(value, name) === undefined);
  if (missing.length > 0) {
    site.report.error('MISSING_FIELD', at, `Add the required ${list(missing)}.`, requiredWords(missing));
  }
  for (const group of expected.exclusive) reportConflict(given(value, group), group, at, site);
  for (const group of expected.choice) {
    const allowed = group.filter((name) => isAllowed(expected.fields.get(name), site));
    const present = given(value, group);
    if (present.length === 0 && allowed.length > 0) {
      const aws =
        allowed.length === 1
          ? requiredWords(allowed)
          : { message: `There should be one of the following fields: [${allowed.join(', ')}]` };
      site.report.error(
        'MISSING_FIELD',
        at,
        `Add ${allowed.length === 1 ? '' : 'exactly one of '}${list(allowed)}.`,
        aws,
      );
    } else reportConflict(present, allowed, at, site);
  }
}

function requiredWords(names: readonly string[]): AwsWords {
  return { message: `These fields are required: [${names.join(', ')}]` };
}

function given(value: JsonObject, group: readonly string[]): string[] {
  return group.filter((name) => member(value, name) !== undefined);
}

function isAllowed(field: Field | undefined, site: Site): boolean {
  if (field === undefined || (field.sfc && site.dialect === 'asl')) return false;
  return field.language === undefined || field.language === site.language;
}

function reportConflict(present: readonly string[], group: readonly string[], at: Location, site: Site): void {
  if (present.length < 2) return;
  const aws = { message: `There should only be one of the following fields: [${group.join(', ')}]` };
  site.report.error('CONFLICTING_FIELDS', at, `Give only one of ${list(present)}.`, aws);
}

function unknownField(name: string, at: Location, site: Site, { fields }: Shape): void {
  const message =
    fields.get(name) === undefined
      ? `"${name}" is not a field that can stand here; ${instead(name, site, fields)}`
      : `"${name}" is a field of Service Flow Conductor that AWS Step Functions does not have; remove it.`;
  site.report.error('UNKNOWN_FIELD', within(at, name), message, { message: `Field '${name}' is not supported`, at });
}

function instead(name: string, site: Site, fields: Shape['fields']): string {
  const allowed = [...fields].filter(([, field]) => isAllowed(field, site)).map(([known]) => known);
  const near = nearestName(name, allowed);
  return near === undefined ? 'remove it.' : `did you mean "${near}"?`;
}

function wrongLanguage(name: string, language: QueryLanguage, at: Location, site: Site): void {
  const message = `"${name}" belongs to ${language} and this state uses ${site.language}; remove it or change QueryLanguage.`;
  const aws = `The QueryLanguage is set to '${site.language}', but field '${name}' is only supported for the '${language}' QueryLanguage`;
  site.report.error('WRONG_QUERY_LANGUAGE', within(at, name), message, { message: aws, at });
}

function list(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
