const RUNS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30FC\p{Script=Hangul}]+|[^\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30FC\p{Script=Hangul}]+/gu;
const IS_CJK = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30FC\p{Script=Hangul}]/u;

/**
 * Text as the index stores it: Chinese, Japanese and Korean, which have no spaces between words, as pairs of neighbouring
 * characters and a last single one; the rest as it is.
 */
export function toWords(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(RUNS, (run) => (IS_CJK.test(run) ? ` ${[...pairs(run), lastOf(run)].join(' ')} ` : run));
}

/** The FTS5 query for words that must all occur, or undefined where there is none. */
export function toQuery(words: string): string | undefined {
  const terms = (words.toWellFormed().normalize('NFC').match(RUNS) ?? []).flatMap((run) => {
    if (!IS_CJK.test(run)) return run.split(/\s+/u).filter(hasLetter).map(quote);
    const characters = [...run];
    // A single character is the first of a pair, or stands alone.
    return characters.length === 1 ? [`${quote(run)}*`] : [quote([...pairs(run)].join(' '))];
  });
  return terms.length === 0 ? undefined : terms.join(' AND ');
}

function* pairs(run: string): Generator<string> {
  let before: string | undefined;
  for (const character of run) {
    if (before !== undefined) yield before + character;
    before = character;
  }
}
function lastOf(run: string): string {
  return [...run].at(-1) ?? '';
}
function hasLetter(word: string): boolean {
  return /[\p{L}\p{N}\p{Co}]/u.test(word);
}
/** Punctuation inside a word separates tokens for the index as well: a quoted word is a phrase of them. */
function quote(word: string): string {
  return `"${word.replaceAll('"', ' ')}"`;
}
