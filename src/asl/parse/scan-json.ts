/** Where and why a text is not strict JSON (RFC 8259), or is nested too deeply. Offsets count UTF-16 units from 0. */
export interface ScanFailure {
  readonly kind: 'syntax' | 'depth';
  readonly offset: number;
  readonly reason: string;
  /** The word that stood where a value was expected, if it was a word. */
  readonly token?: string;
}

/** Called for each member (by name) and item (by index) in document order; `leave` closes the latest open one. */
export interface ScanListener {
  enter?(segment: string | number, offset: number): void;
  leave?(): void;
  /** The name is `__proto__`, or stands in its object for a second time; called before `enter`. */
  suspect?(name: string, offset: number): void;
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /[\p{L}\p{N}_$]+/uy;
const ESCAPE = /["\\/bfnrt]|u[0-9a-fA-F]{4}/y;

/** Reads `text` once, from left to right, and stops at the first failure. */
export function scanJson(text: string, maxDepth: number, listener?: ScanListener): ScanFailure | undefined {
  let at = 0;
  let failure: ScanFailure | undefined;

  function fail(reason: string, token?: string): false {
    const kind = 'syntax';
    failure ??= token === undefined ? { kind, offset: at, reason } : { kind, offset: at, reason, token };
    return false;
  }
  function skipSpace(): number {
    for (;;) {
      const code = text.charCodeAt(at);
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return code;
      at++;
    }
  }
  function found(): string {
    return at >= text.length ? 'the end of the text' : JSON.stringify(String.fromCodePoint(text.codePointAt(at) ?? 0));
  }

  function scanValue(depth: number): boolean {
    switch (skipSpace()) {
      case 123: // {
        return scanContainer(depth, 125, scanMember);
      case 91: // [
        return scanContainer(depth, 93, scanItem);
      case 34: // "
        return scanString() !== undefined;
      default:
        return scanLiteral();
    }
  }

  function scanContainer(depth: number, close: number, scanOne: (depth: number, state: Open) => boolean): boolean {
    if (depth >= maxDepth) {
      failure = { kind: 'depth', offset: at, reason: `nested more than ${maxDepth} levels deep` };
      return false;
    }
    at++;
    if (skipSpace() === close) {
      at++;
      return true;
    }
    const state: Open = { first: undefined, names: undefined, count: 0 };
    for (;;) {
      if (!scanOne(depth + 1, state)) return false;
      const code = skipSpace();
      if (code === close) {
        at++;
        return true;
      }
      if (code !== 44) return fail(`expected "," or ${close === 125 ? '"}"' : '"]"'}, found ${found()}`);
      at++;
    }
  }

  function scanMember(depth: number, state: Open): boolean {
    if (skipSpace() !== 34) return fail(`expected a field name in double quotes, found ${found()}`);
    const offset = at;
    const name = scanString();
    if (name === undefined) return false;
    if (name === '__proto__' || isRepeated(name, state)) listener?.suspect?.(name, offset);
    if (skipSpace() !== 58) return fail(`expected ":" after the field name, found ${found()}`);
    at++;
    listener?.enter?.(name, offset);
    if (!scanValue(depth)) return false;
    listener?.leave?.();
    return true;
  }

  function scanItem(depth: number, state: Open): boolean {
    skipSpace();
    listener?.enter?.(state.count++, at);
    if (!scanValue(depth)) return false;
    listener?.leave?.();
    return true;
  }

  function scanString(): string | undefined {
    const start = ++at;
    let escaped = false;
    for (; ; at++) {
      const code = text.charCodeAt(at);
      if (code === 34) break;
      if (code === 92) {
        escaped = true;
        if (!match(ESCAPE, at + 1)) return fail('unknown escape sequence in a string') || undefined;
        at = ESCAPE.lastIndex - 1;
      } else if (code < 32 || Number.isNaN(code)) {
        return (
          fail(Number.isNaN(code) ? 'a string is not closed' : 'a control character in a string must be escaped') ||
          undefined
        );
      }
    }
    const raw = text.slice(start, at++);
    return escaped ? (JSON.parse(`"${raw}"`) as string) : raw;
  }

  function scanLiteral(): boolean {
    for (const literal of ['true', 'false', 'null']) {
      if (text.startsWith(literal, at) && !match(WORD, at + literal.length)) {
        at += literal.length;
        return true;
      }
    }
    if (match(NUMBER, at) && !match(WORD, NUMBER.lastIndex)) {
      at = NUMBER.lastIndex;
      return true;
    }
    const token = match(WORD, at) ? text.slice(at, WORD.lastIndex) : undefined;
    return fail(`expected a value, found ${token === undefined ? found() : JSON.stringify(token)}`, token);
  }

  function match(pattern: RegExp, from: number): boolean {
    pattern.lastIndex = from;
    return pattern.test(text);
  }

  if (scanValue(0) && !Number.isNaN(skipSpace())) fail(`expected nothing after the document, found ${found()}`);
  return failure;
}

interface Open {
  first: string | undefined;
  names: Set<string> | undefined;
  count: number;
}

function isRepeated(name: string, state: Open): boolean {
  if (state.first === undefined) {
    state.first = name;
    return false;
  }
  state.names ??= new Set([state.first]);
  const { size } = state.names;
  return state.names.add(name).size === size;
}
