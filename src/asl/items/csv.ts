import type { Delimiter } from './reader-config.ts';

export const DELIMITERS: Readonly<Record<Delimiter, string>> = {
  COMMA: ',',
  PIPE: '|',
  SEMICOLON: ';',
  SPACE: ' ',
  TAB: '\t',
};

/**
 * The records of a delimited text, one by one, under AWS's own rules (AWS: "ItemReader (Map)", CSV file): quotes are optional and
 * are doubled to stand for themselves; a backslash makes a backslash, a quote or the delimiter plain and vanishes before anything
 * else. Common CSV parsers know escapes within quotes only and keep the stray backslash, so none of them would do.
 */
export function* csvRecords(text: string, delimiter: string): Generator<string[]> {
  let at = text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
  let fields: string[] = [];
  while (at < text.length || fields.length > 0) {
    const { value, next, isLast } = readField(text, at, delimiter);
    fields.push(value);
    at = next;
    if (!isLast) continue;
    yield fields;
    fields = [];
  }
}

const BYTE_ORDER_MARK = 0xfeff;

interface FieldRead {
  readonly value: string;
  /** Where the next field begins. */
  readonly next: number;
  /** Of its record. */
  readonly isLast: boolean;
}

function readField(text: string, start: number, delimiter: string): FieldRead {
  let value = '';
  let isQuoted = false;
  let isInner = false;
  for (let at = start; at < text.length; at++) {
    const character = text[at] as string;
    const next = text[at + 1];
    const lineBreak = lineBreakAt(text, at);
    if (character === '\\') {
      if (isEscapable(next, delimiter)) value += text[++at];
    } else if (character === '"' && next === '"' && at > start) {
      value += text[++at];
    } else if (character === '"') {
      // Within a field that began without a quote, both quotes stay a part of it.
      if (!isQuoted) isInner = value !== '';
      if (isInner) value += character;
      isQuoted = !isQuoted;
    } else if (!isQuoted && character === delimiter) return { value, next: at + 1, isLast: false };
    else if (lineBreak === 0) value += character;
    else if (!isQuoted) return { value, next: at + lineBreak, isLast: true };
    else {
      value += '\n';
      at += lineBreak - 1;
    }
  }
  return { value, next: text.length, isLast: true };
}

function isEscapable(character: string | undefined, delimiter: string): boolean {
  return character === '\\' || character === '"' || character === delimiter;
}

/** How many characters the line break here has: LF, CR or both. */
function lineBreakAt(text: string, at: number): number {
  if (text[at] === '\n') return 1;
  if (text[at] !== '\r') return 0;
  return text[at + 1] === '\n' ? 2 : 1;
}
