import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFlow, encodeFlow } from '../../../../src/adapters/embedded/flow-encoding.ts';
import type { Json, JsonObject } from '../../../../src/asl/json.ts';
import type { Flow, Visit } from '../../../../src/engine/flow.ts';
import { sampleFlow, sampleVisit } from '../../../support/sample-flow.ts';

const name = fc.oneof(fc.string(), fc.constantFrom('input', 'visits', 'variables', '__proto__', 'payloads', 'phase'));
const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as Json);
const variablesOf = (pool: readonly Json[]) =>
  fc.array(fc.tuple(name, fc.constantFrom(...pool))).map((entries) => Object.fromEntries(entries) as JsonObject);

const phaseOf = (pool: readonly Json[]) =>
  fc.oneof(
    fc.constant({ type: 'ready' as const }),
    fc.constantFrom(...pool).map((input) => ({
      type: 'job' as const,
      job: { processor: 'p', mode: 'Sync' as const, input, delivery: 'AtLeastOnce' as const },
    })),
    fc.array(fc.option(fc.constantFrom(...pool))).map((outputs) => ({
      type: 'children' as const,
      outcomes: outputs.map((output) => (output === null ? null : { output })),
      items: outputs,
      ended: 0,
      failed: 0,
    })),
  );
const visitsOf = (pool: readonly Json[]) =>
  fc
    .array(fc.tuple(fc.constantFrom(...pool), variablesOf(pool), phaseOf(pool)), { maxLength: 4 })
    .map((visits) =>
      visits.map(([input, variables, phase]) => sampleVisit({ input, variables, phase } as Partial<Visit>)),
    )
    .map((visits) => Object.fromEntries(visits.map((visit, entry) => [`${entry + 1}`, visit])));

/** Flows whose payloads are drawn from a small pool, so that most of them are shared. */
const flows: fc.Arbitrary<Flow> = fc
  .array(json, { minLength: 1, maxLength: 4 })
  .chain((pool) => fc.tuple(fc.constantFrom(...pool), fc.constantFrom(...pool), visitsOf(pool), visitsOf(pool)))
  .map(([input, output, visits, unfinished]) => sampleFlow({ input, output, visits, unfinished }));

describe('encodeFlow and decodeFlow', () => {
  it('are the identity together, large or not', () => {
    fc.assert(
      fc.property(flows, fc.boolean(), (flow, wasLarge) => {
        const decoded = decodeFlow(encodeFlow(flow, wasLarge).body);
        expect(decoded).toEqual(flow);
        expect(JSON.stringify(decoded)).toBe(JSON.stringify(flow));
      }),
      { numRuns: 500 },
    );
  });

  it('store a large payload once that stands in many places, and share it again', () => {
    const input = { text: 'x'.repeat(64 * 1_024) };
    const job = { type: 'job', job: { processor: 'p', mode: 'Sync', input, delivery: 'AtLeastOnce' } } as const;
    const flow = sampleFlow({ input, visits: { '1': sampleVisit({ input, variables: { copy: input }, phase: job }) } });
    const { body, isLarge } = encodeFlow(flow, false);
    expect(isLarge).toBe(true);
    expect(body.length).toBeLessThan(67_000);
    const decoded = decodeFlow(body);
    expect(decoded).toEqual(flow);
    expect(decoded.visits['1']?.input).toBe(decoded.input);
  });

  it('writes a small flow as it is', () => {
    const flow = sampleFlow({ input: { a: 1 } });
    expect(encodeFlow(flow, false)).toEqual({ body: JSON.stringify(flow), isLarge: false });
  });
});
