import type { Json } from '../json.ts';
import { parseInstant } from '../timestamp.ts';

/** IsNull, IsNumeric, IsString, IsBoolean and IsTimestamp, each as a test for the answer true. */
export function typeTest(name: string): ((value: Json) => boolean) | undefined {
  return Object.hasOwn(tests, name) ? tests[name] : undefined;
}

const tests: Readonly<Record<string, (value: Json) => boolean>> = {
  IsNull: (value) => value === null,
  IsNumeric: (value) => typeof value === 'number',
  IsString: (value) => typeof value === 'string',
  IsBoolean: (value) => typeof value === 'boolean',
  IsTimestamp: (value) => typeof value === 'string' && parseInstant(value) !== undefined,
};
