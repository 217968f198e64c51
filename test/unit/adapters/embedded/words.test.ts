import { describe, expect, it } from 'vitest';
import { toQuery, toWords } from '../../../../src/adapters/embedded/words.ts';

describe('toWords', () => {
  it('writes Chinese as pairs of neighbours and a last single character', () => {
    expect(toWords('订单拆分 ok').trim()).toBe('订单 单拆 拆分 分  ok');
    expect(toWords('订')).toBe(' 订 ');
  });

  it('leaves other text alone, but makes it well formed', () => {
    expect(toWords('Order-4711, é')).toBe('Order-4711, é');
    expect(toWords('\ud800')).toBe('\ufffd');
  });
});

describe('toQuery', () => {
  it('asks for every word, and for Chinese as a phrase of pairs', () => {
    expect(toQuery('payment 订单拆')).toBe('"payment" AND "订单 单拆"');
  });

  it('asks for a single character as the beginning of a pair', () => {
    expect(toQuery('订')).toBe('"订"*');
  });

  it('knows no operators, and nothing where there is no word', () => {
    expect(toQuery('a"b OR* c')).toBe('"a b" AND "OR*" AND "c"');
    expect(toQuery(' "* ()')).toBeUndefined();
  });
});
