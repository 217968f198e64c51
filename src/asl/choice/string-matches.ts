/** Stands for any run of characters in a compiled pattern; every other element is one character to be met as it is. */
const anything = Symbol('*');
type Element = string | typeof anything;

/** Compiles the pattern of StringMatches: `*` is any run of characters, `\*` a star and `\\` a backslash. Runs in linear space. */
export function matchesWildcards(pattern: string): (text: string) => boolean {
  const elements = elementsOf(pattern);
  return (text) => matches(elements, text);
}

function elementsOf(pattern: string): Element[] {
  const elements: Element[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] ?? '';
    const next = pattern[at + 1];
    if (char === '\\' && (next === '*' || next === '\\')) {
      elements.push(next);
      at++;
    } else elements.push(char === '*' ? anything : char);
  }
  return elements;
}

/** Goes back only to the last star, so the time is at most the product of both lengths. */
function matches(elements: readonly Element[], text: string): boolean {
  let element = 0;
  let at = 0;
  let star = -1;
  let retry = 0;
  while (at < text.length) {
    if (elements[element] === anything) {
      star = element++;
      retry = at;
    } else if (element < elements.length && elements[element] === text[at]) {
      element++;
      at++;
    } else if (star >= 0) {
      element = star + 1;
      at = ++retry;
    } else return false;
  }
  while (elements[element] === anything) element++;
  return element === elements.length;
}
