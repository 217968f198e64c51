import { RE2JS } from 're2js';
import type { RegexFactory } from './library.ts';
import { limits } from './limits.ts';
import { type Meter, spend } from './meter.ts';

const compiled = new WeakMap<RegExp, Pattern>();

interface Pattern {
  readonly program: RE2JS;
  /** Work per character read. */
  readonly rate: number;
}

/** What the evaluator reads of a RegExpExecArray: the match, its groups and where it begins. */
type Match = (string | undefined)[] & { readonly index: number };

/** Prepares a literal for a linear-time engine. Undefined where that engine cannot express it (lookahead, backreference). */
export function compileRegex(literal: RegExp): Pattern | undefined {
  const before = compiled.get(literal);
  if (before !== undefined) {
    return before;
  }
  try {
    const flags = (literal.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) | (literal.multiline ? RE2JS.MULTILINE : 0);
    const program = RE2JS.compile(RE2JS.translateRegExp(literal.source), flags);
    if (program.programSize() > limits.regexProgram) {
      return undefined;
    }
    const pattern = { program, rate: (program.programSize() + 1) / 32 };
    compiled.set(literal, pattern);
    return pattern;
  } catch {
    return undefined;
  }
}

/** A text that counts how often it is read: the engine takes String objects, and a search may read far beyond its match. */
class CountedText extends String {
  reads = 0;

  override charCodeAt(index: number): number {
    this.reads++;
    return super.charCodeAt(index);
  }
}

/** What the evaluator uses for the regular expressions of one evaluation: `exec` and `lastIndex` of a global RegExp. */
export function regexFactory(meter: Meter): RegexFactory {
  // Not a class of its own for each evaluation: making one costs more than most expressions do.
  return function makeRegex(literal: RegExp) {
    // An expression compiles only when all its literals do.
    return new MeteredRegex(meter, compileRegex(literal) as Pattern);
  } as unknown as RegexFactory;
}

class MeteredRegex {
  lastIndex = 0;
  readonly #meter: Meter;
  readonly #pattern: Pattern;

  constructor(meter: Meter, pattern: Pattern) {
    this.#meter = meter;
    this.#pattern = pattern;
  }

  exec(text: unknown): Match | null {
    const meter = this.#meter;
    const subject = new CountedText(text);
    const from = this.lastIndex;
    const { program, rate } = this.#pattern;
    spend(meter, (subject.length - from) * rate > meter.work ? Number.POSITIVE_INFINITY : 1);
    const matcher = program.matcher(subject as unknown as string);
    const found = from <= subject.length && matcher.find(from);
    this.lastIndex = found ? matcher.end() : 0;
    const match = found ? matchArray(matcher) : null;
    spend(meter, subject.reads * rate + subject.length / 1024);
    return match;
  }
}

function matchArray(matcher: ReturnType<RE2JS['matcher']>): Match {
  const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, group) => matcher.group(group) ?? undefined);
  return Object.assign(groups, { index: matcher.start() });
}
