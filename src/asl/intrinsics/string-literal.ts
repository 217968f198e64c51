/** A string literal among the arguments of an intrinsic function. */
export interface StringLiteral {
  readonly value: string;
  /** The text in which `\{`, `\}` and `\\` are still escaped, as States.Format reads it. */
  readonly template: string;
  /** The index behind the closing quote. */
  readonly end: number;
}

/** Reads the literal that opens at `start`. A backslash may escape only `'`, `{`, `}` and itself. Specification: "Intrinsic Functions". */
export function parseStringLiteral(text: string, start: number): StringLiteral | undefined {
  let value = '';
  let template = '';
  for (let at = start + 1; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === "'") return { value, template, end: at + 1 };
    if (char !== '\\') {
      value += char;
      template += char;
      continue;
    }
    at++;
    const escaped = text[at] ?? '';
    if (escaped === '' || !"'{}\\".includes(escaped)) return undefined;
    value += escaped;
    template += escaped === "'" ? escaped : `\\${escaped}`;
  }
  return undefined;
}
