import { extras, implementationOf } from './extras.ts';
import { guards } from './guards.ts';
import { checkString } from './hooks.ts';
import { entryHook, type Focus, type Frame, type Implementation, type LanguageFunction, parse } from './library.ts';
import { limits } from './limits.ts';
import { type Meter, meterIn, spend } from './meter.ts';
import { boxFunction, orderFunction } from './order-by.ts';
import { Refusal } from './refusal.ts';
import { weigh } from './weigh.ts';

/** Built-in functions that look at no more than the items of an array or the members of an object. */
const shallow = new Set([
  ...['append', 'average', 'count', 'each', 'exists', 'filter', 'keys', 'lookup', 'map', 'max', 'min', 'partition'],
  ...['reduce', 'reverse', 'shuffle', 'sift', 'single', 'sort', 'sum', 'type', 'zip', orderFunction, boxFunction],
]);

/** Built-in functions that make a value with many parts in one go. */
const builders = new Set(['parse', 'clone', 'zip', 'match', 'partition', 'spread']);

const known = new Map<string, LanguageFunction | undefined>();
const frame = libraryFrame();

/**
 * The function that an expression means by a name: AWS's additions and the library's own, each charging for its work.
 * Undefined where the language has no such function; `$eval` is none in Step Functions.
 */
export function builtin(name: string): LanguageFunction | undefined {
  if (!known.has(name)) {
    const original = name === 'eval' ? undefined : frame.lookup(name);
    known.set(name, isLanguageFunction(original) ? charged(name, original) : undefined);
  }
  return known.get(name);
}

/** The library shows its functions only to a hook: it runs before the first wait, so the frame is there at once. */
function libraryFrame(): Frame {
  let captured: Frame | undefined;
  const probe = parse('0');
  for (const [name, extra] of extras) {
    probe.registerFunction(name, implementationOf(extra), extra.signature);
  }
  probe.registerFunction('now', now, '<s?s?:s>');
  probe.assign(entryHook, (_node: unknown, _input: unknown, frame: Frame) => {
    captured = frame;
  });
  probe.evaluate({}, RegExp).catch(() => undefined);
  return captured ?? { lookup: () => undefined, timestamp: { setTime: () => 0 } };
}

function now(this: Focus, picture?: unknown, timezone?: unknown): unknown {
  return builtin('fromMillis')?.implementation.call(this, meterIn(this.environment).env.now, picture, timezone);
}

function isLanguageFunction(value: unknown): value is LanguageFunction {
  return typeof value === 'object' && value !== null && '_jsonata_function' in value;
}

function charged(name: string, original: LanguageFunction): LanguageFunction {
  const { implementation } = original;
  const guard = guards.get(name);
  const isShallow = shallow.has(name);
  const isBuilder = builders.has(name);
  const run: Implementation = function (this: Focus, ...args: unknown[]) {
    const meter = meterIn(this?.environment);
    spendOnArguments(meter, args, isShallow);
    const result = implementation.apply(this, guard === undefined ? args : guard(meter, args));
    const finish = (value: unknown): unknown => {
      spend(meter, isBuilder ? weigh(meter, value) / 4 : 0);
      return checked(meter, value);
    };
    return result instanceof Promise ? result.then(finish) : finish(result);
  };
  // The library reads how many parameters a function has, and for partial application also their names from its text.
  Object.defineProperty(run, 'length', { value: implementation.length });
  Object.defineProperty(run, 'toString', { value: () => withoutDefaults(implementation.toString()) });
  return { ...original, implementation: run };
}

/** A parameter with a default value has a name that the library cannot use. */
function withoutDefaults(text: string): string {
  const parameters = /\(([^)]*)\)/.exec(text)?.[1] ?? '';
  return `(${parameters.replace(/=[^,]*/g, '')})`;
}

function spendOnArguments(meter: Meter, args: readonly unknown[], isShallow: boolean): void {
  let work = 1;
  for (const arg of args) {
    if (typeof arg === 'string' || (isShallow && Array.isArray(arg))) {
      work += arg.length / 32;
    } else if (!isShallow) {
      work += weigh(meter, arg) / 32;
    }
  }
  spend(meter, work);
}

function checked(meter: Meter, result: unknown): unknown {
  if (typeof result === 'string') {
    checkString(result);
    spend(meter, result.length / 16);
  } else if (Array.isArray(result)) {
    if (result.length > limits.items) {
      throw new Refusal(`An array has more than ${limits.items} items`);
    }
    spend(meter, result.length / 4);
  }
  return result;
}
