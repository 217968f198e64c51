import { hashText } from '../intrinsics/hash-text.ts';
import type { Focus, Implementation } from './library.ts';
import { limits } from './limits.ts';
import { type Meter, meterIn, spend } from './meter.ts';
import { box, boxFunction, order, orderFunction } from './order-by.ts';
import { Refusal } from './refusal.ts';
import { seededRandom } from './seeded-random.ts';
import { mergeSort } from './sort.ts';

interface Extra {
  readonly signature: string;
  /** The names of the parameters, which the library reads from a function's text when it is applied partially. */
  readonly parameters: readonly string[];
  readonly run: (meter: Meter, ...args: never[]) => unknown;
}

function range(meter: Meter, first: number, last: number, step: number): number[] {
  if (![first, last, step].every(Number.isInteger) || step === 0) {
    throw new Refusal('The arguments of $range must be integers, and the third must not be zero');
  }
  const count = Math.max(0, Math.floor((last - first) / step) + 1);
  if (count > limits.items) {
    throw new Refusal(`An array has more than ${limits.items} items`);
  }
  spend(meter, count / 8);
  return Array.from({ length: count }, (_, index) => first + index * step);
}

function partition(_meter: Meter, items: unknown, size: number): unknown {
  if (!Array.isArray(items)) {
    return undefined;
  }
  if (!Number.isInteger(size) || size < 1) {
    throw new Refusal('The second argument of $partition must be a positive integer');
  }
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    Array.from(items.slice(index * size, (index + 1) * size)),
  );
}

function hashOf(meter: Meter, data: unknown, algorithm: string): unknown {
  if (data === undefined) {
    return undefined;
  }
  const text = textArgument('hash', data);
  spend(meter, text.length / 8);
  const digest = hashText(text, algorithm);
  if (digest === undefined) {
    throw new Refusal('The second argument of $hash must be one of MD5, SHA-1, SHA-256, SHA-384, SHA-512');
  }
  return digest;
}

function parse(_meter: Meter, text: unknown): unknown {
  if (text === undefined) {
    return undefined;
  }
  try {
    return JSON.parse(textArgument('parse', text));
  } catch (thrown) {
    throw thrown instanceof Refusal ? thrown : new Refusal('The argument of $parse is not valid JSON');
  }
}

/** Signatures check arguments, but not those of functions that are applied partially. */
function textArgument(name: string, value: unknown): string {
  if (typeof value !== 'string') {
    throw new Refusal(`The first argument of $${name} must be a string`);
  }
  return value;
}

function uuid(meter: Meter): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(meter.env.random() * 16));
  digits[12] = 4;
  digits[16] = 8 | ((digits[16] ?? 0) & 3);
  const text = digits.map((digit) => digit.toString(16)).join('');
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-');
}

function random(meter: Meter, seed: unknown): number {
  if (seed === undefined) {
    return meter.env.random();
  }
  if (!Number.isInteger(seed)) {
    throw new Refusal('The argument of $random must be an integer');
  }
  return seededRandom(seed as number);
}

function shuffle(meter: Meter, items: readonly unknown[] | undefined): unknown {
  if (items === undefined || items.length <= 1) {
    return items;
  }
  const result = Array.from(items);
  for (let index = result.length - 1; index > 0; index--) {
    const other = Math.floor(meter.env.random() * (index + 1));
    [result[index], result[other]] = [result[other], result[index]];
  }
  return result;
}

/**
 * The functions that Step Functions adds to JSONata, and those of JSONata that would read the host's clock or chance or
 * that grow with the square of their input. Signatures are the library's.
 */
export const extras: ReadonlyMap<string, Extra> = new Map<string, Extra>([
  ['partition', { signature: '<an:a>', parameters: ['array', 'size'], run: partition }],
  ['range', { signature: '<nnn:a>', parameters: ['first', 'last', 'step'], run: range }],
  ['hash', { signature: '<s-s:s>', parameters: ['data', 'algorithm'], run: hashOf }],
  ['parse', { signature: '<s-:x>', parameters: ['text'], run: parse }],
  ['uuid', { signature: '<:s>', parameters: [], run: uuid }],
  ['random', { signature: '<n?:n>', parameters: ['seed'], run: random }],
  ['shuffle', { signature: '<a:a>', parameters: ['array'], run: shuffle }],
  ['millis', { signature: '<:n>', parameters: [], run: (meter) => meter.env.now }],
  [orderFunction, { signature: '<xab:x>', parameters: ['items', 'terms', 'isFiltered'], run: order }],
  [boxFunction, { signature: '<x?:x>', parameters: ['item'], run: box }],
  ['sort', { signature: '<af?:a>', parameters: ['array', 'function'], run: mergeSort }],
]);

/** An extra as the evaluator calls it. */
export function implementationOf(extra: Extra): Implementation {
  const implementation: Implementation = function (this: Focus, ...args: unknown[]) {
    return extra.run(meterIn(this?.environment), ...(args as never[]));
  };
  Object.defineProperty(implementation, 'length', { value: extra.parameters.length });
  Object.defineProperty(implementation, 'toString', { value: () => `function (${extra.parameters.join(', ')})` });
  return implementation;
}
