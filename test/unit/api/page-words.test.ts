import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const page = new URL('../../../src/api/page/', import.meta.url);
const { WORDS } = await import(new URL('words.js', page).href);

/** Which words there are, and which of them are made from values. */
function shape(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner)]));
}

describe('words of the start page', () => {
  it('are the same in both languages', () => {
    expect(shape(WORDS.zh)).toEqual(shape(WORDS.en));
  });

  it('have everything that the page asks for', () => {
    const html = readFileSync(new URL('index.html', page), 'utf8');
    for (const [, key, text] of html.matchAll(/data-text="(\w+)"[^>]*>([^<]*)</g))
      expect(WORDS.en[key ?? '']).toBe(text);
  });
});
