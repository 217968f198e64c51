import { limits } from './limits.ts';
import { type Meter, spend } from './meter.ts';
import { Refusal } from './refusal.ts';
import { isFunctionObject, weigh } from './weigh.ts';

/** Charges for or refuses the arguments of one built-in function, and gives those to call it with. */
type Guard = (meter: Meter, args: unknown[]) => unknown[];

const longestPicture = 1_000;

function lengthOf(value: unknown): number {
  return typeof value === 'string' || Array.isArray(value) ? value.length : 0;
}

function refuseOver(limit: number, size: number, what: string): void {
  if (!(size <= limit)) {
    throw new Refusal(`${what} is too large`);
  }
}

function guardPicture(meter: Meter, args: unknown[]): unknown[] {
  for (const arg of args.slice(1)) {
    refuseOver(longestPicture, lengthOf(arg), 'A picture string');
    if (typeof arg === 'string' && /\[[^\]]*[1-9]\d{3}/.test(arg)) {
      throw new Refusal('A width in a picture string is too large');
    }
    if (typeof arg === 'object' && arg !== null) {
      refuseOver(longestPicture, weigh(meter, arg), 'A set of options');
    }
  }
  spend(meter, args.reduce<number>((sum, arg) => sum + lengthOf(arg), 0) / 2);
  return args;
}

/** How many ways there are to share `length` characters among `parts` parts of a pattern. */
function splits(length: number, parts: number): number {
  let ways = 1;
  for (let part = 1; part <= Math.min(parts, length); part++) {
    ways = (ways * (length - part + 1)) / part;
  }
  return ways;
}

function guardTimestamp(meter: Meter, args: unknown[]): unknown[] {
  const [timestamp, picture] = args;
  if (typeof timestamp !== 'string') {
    return args;
  }
  refuseOver(longestPicture, timestamp.length, 'A timestamp');
  if (typeof picture === 'string') {
    guardPicture(meter, args);
    const digits = timestamp.replace(/\D/g, '').length;
    const ways = splits(Math.max(digits, timestamp.length - digits), picture.split('[').length - 1);
    refuseOver(10_000_000, ways, 'A timestamp with this picture string');
    spend(meter, ways / 10);
    return args;
  }
  // The host would read a time without a zone in its own time zone.
  const zoneless = /^\d{4}(-\d\d){0,2}T[\d:.]+$/.test(timestamp);
  return zoneless ? [`${timestamp}Z`, ...args.slice(1)] : args;
}

/** The result of the given function is looked at deeply by the built-in function that calls it. */
function guardPredicate(meter: Meter, args: unknown[]): unknown[] {
  const predicate = args[1];
  if (!isFunctionObject(predicate)) {
    return args;
  }
  const callable = predicate as { apply(self: unknown, args: unknown[]): unknown; arity?: number; length?: number };
  const described = predicate as { arguments?: readonly unknown[]; implementation?: { length: number } };
  const weighed = async function (this: unknown, ...params: unknown[]): Promise<unknown> {
    const result = await callable.apply(this, params);
    spend(meter, 1 + weigh(meter, result) / 32);
    return result;
  };
  const arity =
    typeof predicate === 'function'
      ? (callable.arity ?? callable.length)
      : (described.implementation?.length ?? described.arguments?.length);
  return [args[0], Object.assign(weighed, { arity: arity ?? 1 }), ...args.slice(2)];
}

/** By function: what is weighed before the library is let do it. */
export const guards: ReadonlyMap<string, Guard> = new Map<string, Guard>([
  ['pad', guardPad],
  ['join', guardJoin],
  ['replace', guardReplace],
  ['string', guardString],
  ['distinct', (meter, args) => quadratic(meter, args, weigh(meter, args[0]))],
  ['spread', (meter, args) => quadratic(meter, args, lengthOf(args[0]))],
  ['lookup', guardNestedArrays],
  ['keys', guardNestedArrays],
  ['filter', guardPredicate],
  ['sift', guardPredicate],
  ['single', guardPredicate],
  ['formatNumber', guardPicture],
  ['formatInteger', guardPicture],
  ['parseInteger', guardPicture],
  ['fromMillis', guardPicture],
  ['toMillis', guardTimestamp],
]);

function guardPad(meter: Meter, args: unknown[]): unknown[] {
  const width = typeof args[1] === 'number' ? Math.abs(args[1]) : 0;
  const size = width * Math.max(1, lengthOf(args[2]));
  refuseOver(limits.stringLength, size, 'A padding');
  spend(meter, size / 16);
  return args;
}

function guardJoin(_meter: Meter, args: unknown[]): unknown[] {
  refuseOver(limits.stringLength, lengthOf(args[0]) * lengthOf(args[1]), 'A joined string');
  return args;
}

function guardReplace(meter: Meter, args: unknown[]): unknown[] {
  const [text, pattern, replacement] = args;
  if (isFunctionObject(pattern) && typeof replacement === 'string') {
    const substitutions = lengthOf(text) * (replacement.split('$').length - 1);
    refuseOver(limits.stringLength * 16, substitutions, 'A replacement');
  }
  spend(meter, lengthOf(text) / 8);
  return args;
}

function guardString(meter: Meter, args: unknown[]): unknown[] {
  if (args[1] === true) {
    refuseOver(limits.items, weigh(meter, args[0]), 'A value to print prettily');
  }
  return args;
}

function quadratic(meter: Meter, args: unknown[], size: number): unknown[] {
  spend(meter, (size * lengthOf(args[0])) / 256);
  return args;
}

function guardNestedArrays(meter: Meter, args: unknown[]): unknown[] {
  if (Array.isArray(args[0])) {
    spend(meter, weigh(meter, args[0]) / 32);
  }
  return args;
}
