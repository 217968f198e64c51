/**
 * Compiles the pattern of StringMatches: `*` is any run of characters, `\\*` a star and `\\\\` a backslash.
 * The time to match is linear in the text, whatever the pattern.
 */
export function matchesWildcards(pattern: string): (text: string) => boolean {
  const parts = partsOf(pattern);
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return (text) => text === first;
  const finders = rest.filter((part) => part !== '').map(finderOf);
  return (text) => {
    const end = text.length - last.length;
    if (first.length > end || !text.startsWith(first) || !text.endsWith(last)) return false;
    let at = first.length;
    for (const find of finders) {
      at = find(text, at);
      if (at > end) return false;
    }
    return true;
  };
}

/** What stands between the stars. */
function partsOf(pattern: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern.charAt(at);
    const next = pattern.charAt(at + 1);
    if (char === '\\' && (next === '*' || next === '\\')) {
      part += next;
      at++;
    } else if (char === '*') {
      parts.push(part);
      part = '';
    } else part += char;
  }
  return [...parts, part];
}

/** Finds where the first occurrence at or after an index ends, or infinity, by the algorithm of Knuth, Morris and Pratt. */
function finderOf(part: string): (text: string, from: number) => number {
  const borders = bordersOf(part);
  return (text, from) => {
    let matched = 0;
    for (let at = from; at < text.length; at++) {
      matched = extend(part, borders, matched, text.charCodeAt(at));
      if (matched === part.length) return at + 1;
    }
    return Number.POSITIVE_INFINITY;
  };
}

/** For every beginning of the part, the length of its longest proper beginning that is also its end. */
function bordersOf(part: string): number[] {
  const borders = [0];
  for (let at = 1; at < part.length; at++) {
    borders.push(extend(part, borders, borders[at - 1] ?? 0, part.charCodeAt(at)));
  }
  return borders;
}

/** How many characters of the part match after one more character of the text. */
function extend(part: string, borders: readonly number[], matched: number, code: number): number {
  let length = matched;
  while (length > 0 && part.charCodeAt(length) !== code) length = borders[length - 1] ?? 0;
  return part.charCodeAt(length) === code ? length + 1 : length;
}
