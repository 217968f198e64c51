import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileBlueprint } from '../../../../src/asl/compile.ts';
import type { Json } from '../../../../src/asl/json.ts';
import { parsePointer } from '../../../../src/asl/parse/pointer.ts';
import { validate } from '../../../../src/asl/validate/validate.ts';
import { variableReferences } from '../../../../src/asl/variable-references.ts';
import { JSONATA, JSONPATH, placesIn, replaced } from './complete-states.ts';

const documents = { JSONPath: JSONPATH, JSONata: JSONATA };
const languages = ['JSONPath', 'JSONata'] as const;

/** Fields that take any JSON, or JSON with expressions in it: what stands below them may have any type. */
const FREE =
  /\/(Result|Parameters|Arguments|ResultSelector|ItemSelector|BatchInput|Assign|Output|Credentials|Headers|QueryParameters|InputSchema|OutputSchema|Input|Items)(\/|$)/;
const pathOf = (place: readonly (string | number)[]) => place.map((key) => `/${key}`).join('');

const check = (document: Json) => {
  const result = validate(document);
  if (result.blueprint !== undefined) {
    const compiled = compileBlueprint(result.blueprint);
    expect(compiled.ok ? undefined : compiled.error).toBeUndefined();
    variableReferences(result.blueprint);
  }
  return result;
};

describe('a complete definition', () => {
  it.each(languages)('in %s is valid and compiles', (language) => {
    expect(check(documents[language]).problems).toEqual([]);
  });

  it.each(languages)('in %s takes no value of a wrong type', (language) => {
    const document = documents[language];
    const wrong = placesIn(document).flatMap((place) => {
      const value = place.reduce<Json>((at, key) => (at as Record<string, Json>)[key] ?? null, document);
      const others: Json[] = [7.5, { x: 1 }, ['x'], true].filter((other) => kindOf(other) !== kindOf(value));
      return FREE.test(pathOf(place)) ? [] : others.map((other) => [place, other] as const);
    });
    const taken = wrong.filter(([place, other]) => check(replaced(document, place, other)).valid);
    expect(
      taken
        .map(([place, other]) => `${pathOf(place)} = ${JSON.stringify(other)}`)
        .filter((text) => !ALLOWED.includes(text)),
    ).toEqual([]);
  });

  it.each(languages)('in %s takes no unknown field', (language) => {
    const document = documents[language];
    const objects = placesIn(document).filter((place) => {
      const value = place.reduce<Json>((at, key) => (at as Record<string, Json>)[key] ?? null, document);
      return kindOf(value) === 'object' && !FREE.test(pathOf(place));
    });
    const taken = [[], ...objects].filter((place) => check(replaced(document, [...place, 'Unknown'], 1)).valid);
    expect(taken.map(pathOf)).toEqual([]);
  });

  it.each(languages)('in %s still compiles where it is still valid, whatever is changed or missing', (language) => {
    const document = documents[language];
    const place = fc.constantFrom(...placesIn(document));
    const values: (Json | undefined)[] = [
      undefined,
      null,
      0,
      1,
      -1,
      1.5,
      '',
      'x',
      '$',
      '$.a[*]',
      '$$',
      'Pass',
      '{% 1 %}',
      '{% a %}',
      true,
      false,
      [],
      {},
    ];
    const changes = fc.array(fc.tuple(place, fc.constantFrom(...values)), { minLength: 1, maxLength: 2 });
    fc.assert(
      fc.property(changes, (all) => {
        const changed = all.reduce<Json>(
          (whole, [where, value]) => (has(whole, where) ? replaced(whole, where, value) : whole),
          document,
        );
        for (const { pointer } of check(changed).problems) expect(hasParent(changed, pointer)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });
});

function kindOf(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}

/** Values of another type that the field takes just as well. */
const ALLOWED = [
  '/States/Map/ToleratedFailurePercentage = 7.5',
  '/States/Choice/Choices/0/Condition = true',
  '/Triggers/0/Filter = true',
];

function has(document: Json, place: readonly (string | number)[]): boolean {
  let value: Json | undefined = document;
  for (const key of place) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return false;
    value = (value as Record<string, Json>)[key];
  }
  return true;
}

/** The problem's place is in the document, or would be a member of something that is. */
function hasParent(document: Json, pointer: string): boolean {
  return pointer === '' || has(document, parsePointer(pointer).slice(0, -1));
}
