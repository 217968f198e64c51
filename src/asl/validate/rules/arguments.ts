import { isObject, type JsonObject, member } from '../../json.ts';
import { type Location, within } from '../location.ts';
import type { Site } from '../report.ts';
import { REQUIRED_ARGUMENTS } from '../tables/required-arguments.ts';

const INTEGRATION = /^arn:[^:]+:states:[^:]*:[^:]*:([a-z0-9-]+:[A-Za-z0-9]+)(?:\.|$)/;

/** Whether an integration that SFC or AWS offers itself is given what it cannot do without. AWS: Integrating services. */
export function checkArguments(owner: JsonObject, processorField: string, at: Location, site: Site): void {
  const processor = member(owner, processorField);
  const name = typeof processor === 'string' ? INTEGRATION.exec(processor)?.[1] : undefined;
  const required = name === undefined ? undefined : REQUIRED_ARGUMENTS.get(name);
  if (required === undefined) return;
  const field = site.language === 'JSONata' ? 'Arguments' : 'Parameters';
  const given = member(owner, field);
  if (given === undefined) reportMissing(field, at, site);
  else if (isObject(given)) {
    for (const argument of required)
      if (!isGiven(argument, given, site)) reportMissing(argument, within(at, field), site);
  }
}

function isGiven(argument: string, given: JsonObject, site: Site): boolean {
  return Object.hasOwn(given, argument) || (site.language === 'JSONPath' && Object.hasOwn(given, `${argument}.$`));
}

function reportMissing(field: string, at: Location, site: Site): void {
  const aws = { message: `The field '${field}' is required but was missing` };
  site.report.error('MISSING_FIELD', at, `Add "${field}", which the integration cannot do without.`, aws);
}
