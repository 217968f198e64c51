import { describe, expect, it } from 'vitest';
import { duration, table } from '../../../src/cli/text.ts';

const plain = { paint: (_: string, text: string) => text };

describe('table', () => {
  it('lines up columns, also where characters take two of them', () => {
    const rows = [
      { name: '订单', count: 7 },
      { name: 'orders', count: 1234 },
    ];
    const columns = [
      { title: 'NAME', text: (row: (typeof rows)[number]) => row.name },
      { title: 'COUNT', text: (row: (typeof rows)[number]) => String(row.count), align: 'right' as const },
    ];
    expect(table(plain, rows, columns)).toBe('NAME    COUNT\n订单        7\norders   1234\n');
  });
});

describe('duration', () => {
  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [1500, '1.5 s'],
    [61_000, '1 min 1 s'],
    [3_660_000, '1 h 1 min'],
  ])('says %d ms as %s', (milliseconds, text) => {
    expect(duration(milliseconds)).toBe(text);
  });
});
