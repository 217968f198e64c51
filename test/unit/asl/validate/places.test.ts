import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Json } from '../../../../src/asl/json.ts';
import { parsePointer } from '../../../../src/asl/parse/pointer.ts';
import { validate } from '../../../../src/asl/validate/validate.ts';
import { JSONATA, JSONPATH, placesIn, replaced } from './complete-states.ts';

const names = fc.constantFrom('Unknown', 'größe', '名前', '😀', 'a"b', 'tab\tname', 'a/b~c', ' ', 'line\nbreak');
const layouts = fc.record({ indent: fc.constantFrom('', ' ', '    ', '\t'), newline: fc.constantFrom('\n', '\r\n') });

it('every problem has the line and column of its member, item or nearest place above, whatever the layout', () => {
  for (const document of [JSONPATH, JSONATA]) {
    const places = fc.constantFrom(...placesIn(document));
    const broken = fc
      .tuple(places, names, fc.constantFrom<Json>(null, 7.5, 'größe 😀', { x: 1 }, ['x']))
      .map(([place, name, value]) => replaced(replaced(document, place, value), [...place.slice(0, -1), name], value));
    fc.assert(
      fc.property(broken, layouts, (changed, { indent, newline }) => {
        const text = JSON.stringify(changed, null, indent).replaceAll('\n', newline);
        for (const { pointer, line = 0, column = 0 } of validate(text).problems) {
          const rest = text.split('\n')[line - 1]?.slice(column - 1) ?? '';
          expect([pointer, rest.startsWith(startOf(changed, pointer))]).toEqual([pointer, true]);
        }
      }),
      { numRuns: 150 },
    );
  }
});

/** What the text says where the pointer leads, or where the last place on the way to it is. */
function startOf(document: Json, pointer: string): string {
  let value: Json = document;
  let start = '{';
  for (const segment of parsePointer(pointer)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return start;
    const isItem = Array.isArray(value);
    value = (value as Record<string, Json>)[segment] ?? null;
    start = isItem ? JSON.stringify(value).slice(0, 1) : JSON.stringify(segment);
  }
  return start;
}
