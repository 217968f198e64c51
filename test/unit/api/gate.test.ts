import { describe, expect, it } from 'vitest';
import { createGate } from '../../../src/api/gate.ts';

/** Work that ends when it is told to. */
function work(name: string, begun: string[]) {
  const { promise, resolve } = Promise.withResolvers<string>();
  const perform = () => {
    begun.push(name);
    return promise;
  };
  return { perform, end: () => resolve(name) };
}

describe('createGate', () => {
  it('lets some work at once and the next in turn, and refuses what is beyond', async () => {
    const begun: string[] = [];
    const gate = createGate({ atOnce: 2, waiting: 1 });
    const [one, two, three] = ['one', 'two', 'three'].map((name) => work(name, begun)) as [Work, Work, Work];
    const answers = [one, two, three].map(({ perform }) => gate(perform));
    await expect(gate(one.perform)).rejects.toMatchObject({ code: 'SFC_TOO_MANY_SIMULATIONS' });
    two.end();
    await answers[1];
    three.end();
    await answers[2];
    expect(begun).toEqual(['one', 'two', 'three']);
    one.end();
    await expect(Promise.all(answers)).resolves.toEqual(['one', 'two', 'three']);
  });

  it('makes room when work fails', async () => {
    const gate = createGate({ atOnce: 1, waiting: 1 });
    const failing = gate(() => Promise.reject(new RangeError('no')));
    const next = gate(async () => 'next');
    await expect(failing).rejects.toThrow(RangeError);
    expect(await next).toBe('next');
    expect(await gate(async () => 'last')).toBe('last');
  });
});

type Work = ReturnType<typeof work>;
