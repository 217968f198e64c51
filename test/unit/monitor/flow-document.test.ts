import { describe, expect, it } from 'vitest';
import { flowDocument } from '../../../src/monitor/flow-document.ts';
import { sampleFlow, sampleVisit } from '../../support/sample-flow.ts';

describe('flowDocument', () => {
  it('names each open state once', () => {
    const visits = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, entry) => [entry, sampleVisit({ entry, state: entry % 2 ? 'A' : 'B' })]),
    );
    expect(flowDocument(sampleFlow({ visits }), 1, 5).states).toEqual(['B', 'A']);
  });

  it('shows the error, and finds words of name, error, cause and input', () => {
    const flow = sampleFlow({
      name: 'order-7',
      status: 'FAILED',
      endedAt: 9,
      error: { error: 'Payment.Declined', cause: 'no money' },
      input: { customer: { name: '张伟' }, items: [{ sku: 'A-1', count: 2 }] },
    });
    const document = flowDocument(flow, 4, 9);
    expect(document).toMatchObject({
      revision: 4,
      status: 'FAILED',
      endedAt: 9,
      error: 'Payment.Declined',
      cause: 'no money',
    });
    expect(document.text).toBe('order-7 Payment.Declined no money 张伟 A-1 2');
  });

  it('takes an excerpt only of a large input', () => {
    const input = { list: Array.from({ length: 100_000 }, (_, index) => ({ id: `word-${index}` })) };
    expect(flowDocument(sampleFlow({ input }), 1, 1).text.length).toBeLessThan(600);
  });
});
