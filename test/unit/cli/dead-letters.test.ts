import { describe, expect, it } from 'vitest';
import { describeLetter, reasonOf } from '../../../src/cli/commands/dead-letters.ts';

describe('reasonOf', () => {
  it.each([
    ['The value is not JSON. Read the dead letter for the reason.', 'The value is not JSON.'],
    ['The field "a.b" has no value.\nCorrect the producer.', 'The field "a.b" has no value.'],
    ['no end', 'no end'],
  ])('cuts the advice off: %j', (message, reason) => {
    expect(reasonOf(message)).toBe(reason);
  });

  it('is short in a table', () => {
    expect(reasonOf('x'.repeat(300))).toHaveLength(120);
  });
});

it('shows all of one letter', () => {
  const text = describeLetter({
    id: '0-7',
    topic: 'orders',
    group: 'SFC',
    partition: 0,
    offset: 41,
    key: 'k',
    value: '{"broken"',
    headers: { source: 'shop' },
    code: 'SFC_RECORD_UNREADABLE',
    message: 'The value is not JSON. Correct the producer.',
    failedAt: '2026-11-22T17:01:11.000Z',
  });
  expect(text).toMatch(/^id {6}0-7\nfailed /);
  expect(text).toContain('why     The value is not JSON. Correct the producer.\n');
  expect(text).toContain('key     k\nheader  source: shop\nvalue   {"broken"\n');
});
