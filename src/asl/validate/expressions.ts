import { isObject, type Json } from '../json.ts';
import { isJsonataExpression } from '../jsonata/text.ts';
import { type Check, wrongType } from './checks.ts';
import { pathFault, referencePathFault, templateValueFault } from './expression-syntax.ts';
import { jsonataFaults } from './jsonata-syntax.ts';
import { type Location, within } from './location.ts';
import type { Site } from './report.ts';
import { warnOfPlainText, warnOfUnmarkedText } from './rules/not-evaluated.ts';

/** A JSONPath, or null where ASL gives null a meaning (InputPath, OutputPath). */
export const pathOrNull: Check = (value, at, site) => {
  if (value !== null) path(value, at, site);
};

/** A JSONPath, or a path into the context object (`$$`). */
export const path: Check = (value, at, site) => {
  if (typeof value !== 'string') return wrongType(at, site, 'String', 'a JSONPath');
  const fault = pathFault(value);
  if (fault === undefined) return;
  const message = `"${at.key}" must be a JSONPath such as $.order.id: ${fault}.`;
  site.report.error('INVALID_PATH', at, message, { message: 'Value must be a valid JSONPath.' });
};

/** As ResultPath has it: null discards the result. */
export const referencePathOrNull: Check = (value, at, site) => {
  if (value !== null) referencePath(value, at, site);
};

/** A path to a single place; of the operators only names and indexes are allowed. */
export const referencePath: Check = (value, at, site) => {
  if (typeof value !== 'string') return wrongType(at, site, 'String', 'a reference path');
  const fault = referencePathFault(value);
  if (fault === undefined) return;
  const message = `"${at.key}" must be a reference path such as $.order.id: ${fault}.`;
  site.report.error('INVALID_REFERENCE_PATH', at, message, { message: 'Value is not a Reference Path' });
};

/** A path or a call of an intrinsic function, as in Fail's ErrorPath and CausePath. */
export const pathOrIntrinsic: Check = (value, at, site) => {
  if (typeof value !== 'string') return wrongType(at, site, 'String', 'a JSONPath or an intrinsic function call');
  const fault = templateValueFault(value);
  if (fault === undefined) return;
  const message = `"${at.key}" must be a JSONPath or an intrinsic function call: ${fault}.`;
  const aws = `The value for the field '${at.key}' must be a valid JSONPath or a valid intrinsic function call`;
  site.report.error('INVALID_INTRINSIC', at, message, { message: aws });
};

/** Whether a string is a JSONata expression in ASL's delimiters. */
export function isJsonata(value: Json): value is string {
  return typeof value === 'string' && isJsonataExpression(value);
}

/** A string that must be a JSONata expression. */
export const jsonata: Check = (value, at, site) => {
  if (!isJsonata(value)) return wrongType(at, site, 'JSONata expression', 'a JSONata expression in {% %}');
  checkJsonata(value, at, site);
};

function checkJsonata(value: string, at: Location, site: Site): void {
  for (const fault of jsonataFaults(value.slice(2, -2).trim(), site.reads)) {
    const message = `"${at.key}" is not a JSONata expression that can stand here: ${fault.message}`;
    site.report.error('INVALID_JSONATA', at, message, fault.aws);
  }
}

/** The check in a place where `$states` has one member more. */
export function reading(member: 'result' | 'errorOutput', check: Check): Check {
  return (value, at, site) => check(value, at, { ...site, reads: member });
}

/** In a JSONata state an expression may stand for the value; elsewhere the value itself must do. */
export function orJsonata(check: Check): Check {
  return (value, at, site) => {
    if (site.language === 'JSONata' && isJsonata(value)) checkJsonata(value, at, site);
    else check(value, at, site);
  };
}

/** Any JSON with expressions in it: payload templates in JSONPath, `{% %}` strings in JSONata. */
export const template: Check = (value, at, site) => {
  if (site.language === 'JSONata') checkJsonataTemplate(value, at, site);
  else checkPayloadTemplate(value, at, site);
};

/** A template that is an object. */
export const objectTemplate: Check = (value, at, site) => {
  if (isObject(value)) template(value, at, site);
  else orJsonata(() => wrongType(at, site, 'Object', 'an object'))(value, at, site);
};

function checkJsonataTemplate(value: Json, at: Location, site: Site): void {
  if (isJsonata(value)) checkJsonata(value, at, site);
  else if (typeof value === 'string') warnOfUnmarkedText(value, at, site);
  else forEachChild(value, at, (child, place) => checkJsonataTemplate(child, place, site));
}

function checkPayloadTemplate(value: Json, at: Location, site: Site): void {
  if (typeof value === 'string') warnOfPlainText(value, at, site);
  if (typeof value !== 'object' || value === null) return;
  forEachChild(value, at, (child, place) => {
    if (typeof place.key === 'string' && place.key.endsWith('.$')) checkTemplateField(child, place, at, site);
    else checkPayloadTemplate(child, place, site);
  });
  if (!isObject(value)) return;
  for (const name of Object.keys(value)) {
    if (name.endsWith('.$') && Object.hasOwn(value, name.slice(0, -2))) {
      const message = `"${name.slice(0, -2)}" and "${name}" give the same field; keep one of them.`;
      const aws = { message: `There should only be one of the following fields: [${name.slice(0, -2)}, ${name}]`, at };
      site.report.error('DUPLICATE_TEMPLATE_FIELD', within(at, name), message, aws);
    }
  }
}

function checkTemplateField(value: Json, at: Location, owner: Location, site: Site): void {
  const fault = typeof value === 'string' ? templateValueFault(value) : 'it is not a string';
  if (fault === undefined) return;
  const message = `"${at.key}" must be a JSONPath or an intrinsic function call: ${fault}.`;
  const aws = `The value for the field '${at.key}' must be a valid JSONPath or a valid intrinsic function call`;
  site.report.error('INVALID_INTRINSIC', at, message, { message: aws, at: owner });
}

function forEachChild(value: Json, at: Location, visit: (child: Json, place: Location) => void): void {
  if (Array.isArray(value)) {
    for (const [index, child] of value.entries()) visit(child as Json, within(at, index));
  } else if (isObject(value)) {
    for (const name of Object.keys(value)) visit(value[name] as Json, within(at, name));
  }
}
