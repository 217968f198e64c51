import { expect, it } from 'vitest';
import { recently } from '../../../../src/asl/validate/recently.ts';

it('recently remembers answers, also that there is none, and forgets before it holds too many', () => {
  const asked: string[] = [];
  const find = recently((text) => {
    asked.push(text);
    return text === 'a' ? undefined : text;
  });
  expect([find('a'), find('a'), find('b'), find('b')]).toEqual([undefined, undefined, 'b', 'b']);
  expect(asked).toEqual(['a', 'b']);
  for (let index = 0; index < 5_000; index++) find(String(index));
  find('a');
  expect(asked.filter((text) => text === 'a')).toHaveLength(2);
});
