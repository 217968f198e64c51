import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareInstants,
  formatTimestamp,
  isTimestamp,
  parseInstant,
  parseTimestamp,
} from '../../../../src/asl/timestamp.ts';

describe('timestamps', () => {
  it.each([
    ['1970-01-01T00:00:00Z', 0],
    ['1969-12-31T23:59:59.999Z', -1],
    ['2000-02-29T12:30:15.25Z', 951827415250],
    ['2024-07-04T00:00:00+05:30', 1720031400000],
    ['2024-07-03T19:00:00-05:00', 1720051200000],
    ['2024-07-04T00:00:00.123456789Z', 1720051200123],
    ['2024-07-04T00:00:00.Z', 1720051200000],
    ['2024-07-04T00:00Z', 1720051200000],
    ['2024-07-04t00:00:00z', 1720051200000],
    ['2024-07-04T00:00:00+18:00', 1719986400000],
    ['2024-07-04T00:00:00-01', 1720054800000],
    ['2024-07-04T00:00:00+00:00:01', 1720051199000],
    ['0000-01-01T00:00:00Z', -62167219200000],
    ['9999-12-31T23:59:59Z', 253402300799000],
  ])('reads %s', (text, ms) => {
    expect(parseTimestamp(text)).toBe(ms);
  });

  it.each([
    '',
    '2024-07-04',
    '2024-07-04T00:00:00',
    '2024-07-04 00:00:00Z',
    '2024-13-01T00:00:00Z',
    '2023-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2024-00-10T00:00:00Z',
    '2024-04-31T00:00:00Z',
    '2024-07-04T24:00:00Z',
    '2024-07-04T00:60:00Z',
    '2024-07-04T00:00:60Z',
    '2024-07-04T00:00:00.1234567891Z',
    '2024-07-04T00:00:00+18:01',
    '2024-07-04T00:00:00+19:00',
    '2024-07-04T00:00:00+1:00',
    '2024-07-04T00:00:00+00:60',
    '2024-07-04T00:00:00+00:00:60',
    '2024-07-04T00:00:00+0100',
    ' 2024-07-04T00:00:00Z',
  ])('refuses %j', (text) => {
    expect(parseTimestamp(text)).toBeUndefined();
  });

  it('lets definitions hold the stricter profile of the specification only', () => {
    const texts = ['2024-07-04T00:00:00Z', '2024-07-04T00:00:00.5-08:00', '2024-07-04T00:00Z', '2024-07-04t00:00:00z'];
    expect(texts.map(isTimestamp)).toEqual([true, true, false, false]);
    expect(isTimestamp('2024-13-04T00:00:00Z')).toBe(false);
  });

  it('orders by nanosecond', () => {
    const [first, second] = ['2024-07-04T00:00:00.000000001Z', '2024-07-04T00:00:00.000000002Z'].map(parseInstant);
    expect(first && second && compareInstants(first, second)).toBeLessThan(0);
  });

  it('writes and reads like Date', () => {
    fc.assert(
      fc.property(fc.integer({ min: -62167219200000, max: 253402300799999 }), (ms) => {
        const text = formatTimestamp(ms);
        expect(text).toBe(new Date(ms).toISOString());
        expect(parseTimestamp(text)).toBe(ms);
      }),
      { numRuns: 1000 },
    );
  });
});
