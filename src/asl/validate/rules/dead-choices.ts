import { isObject, type Json, type JsonObject, member } from '../../json.ts';
import { ALWAYS, both, type Cases } from '../choices/cases.ts';
import { casesOfCondition } from '../choices/condition-cases.ts';
import { casesOfRule } from '../choices/rule-cases.ts';
import { type Location, within } from '../location.ts';
import type { Site } from '../report.ts';

/** Warns of rules that no data can meet, and of those for which the rules before them leave none. ASL: Choice State. */
export function warnOfDeadChoices(choice: JsonObject, at: Location, site: Site): void {
  const rules = member(choice, 'Choices');
  if (!Array.isArray(rules)) return;
  const casesOf = site.language === 'JSONata' ? casesOfJsonata : casesOfRule;
  let left: Cases = ALWAYS;
  for (const [index, rule] of (rules as readonly Json[]).entries()) {
    const place = within(within(at, 'Choices'), index);
    const met = casesOf(rule, true);
    if (met.length === 0) warn('no data can make it true; correct its comparisons or remove it', place, site);
    else if (both(left, met).length === 0)
      warn('the rules before it match all the data that it matches; move it up or remove it', place, site);
    left = both(left, casesOf(rule, false));
  }
}

function casesOfJsonata(rule: Json, holds: boolean): Cases {
  return casesOfCondition(isObject(rule) ? (member(rule, 'Condition') ?? null) : null, holds);
}

function warn(why: string, at: Location, site: Site): void {
  site.report.warning('DEAD_CHOICE', at, `The rule never leads on: ${why}.`);
}
