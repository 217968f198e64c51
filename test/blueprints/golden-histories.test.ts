import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/asl/json.ts';
import { type Mocks, type Simulation, simulate } from '../../src/testing/simulate.ts';
import { goldenText } from './support/golden.ts';
import { BLUEPRINTS, eventsOf, eventWith, inputOf, readSample } from './support/sample.ts';

interface Scenario {
  readonly blueprint?: string;
  readonly input: Json;
  readonly mocks: Mocks;
}

async function expectGolden(sample: string, scenarios: Readonly<Record<string, Scenario>>, suffix = ''): Promise<void> {
  const histories: Record<string, Simulation> = {};
  for (const [title, { blueprint = 'blueprint', input, mocks }] of Object.entries(scenarios)) {
    histories[title] = await simulate(readSample(`${sample}/${blueprint}.asl.json`), { input, mocks });
  }
  const file = fileURLToPath(new URL(`${sample}/history${suffix}.golden.json`, BLUEPRINTS));
  await expect(goldenText(histories)).toMatchFileSnapshot(file);
}

/** What a topic answers at once. */
const submitted = { Topic: 'topic', Partition: 0, Offset: 0 };

describe('golden histories', () => {
  it('hello-world', () =>
    expectGolden('hello-world', {
      'greets Ada': {
        input: inputOf('hello-world'),
        mocks: { HelloWorld: { output: { greeting: 'Hello, Ada!' } } },
      },
    }));

  it('order-fulfilment', () => {
    const orders = 'order-fulfilment';
    const split = { output: { parcels: [{ parcelId: 'p-1' }] }, afterSeconds: 1, submitted };
    const booked = { output: { bookingId: 'FS-1' }, afterSeconds: 2, submitted };
    const shipped = { output: { trackingNumber: 'SFC-1' } };
    const reversed = { output: { reversedCents: 100 }, submitted };
    const standard = eventWith(orders, '"standard"');
    const jobs = { SplitOrder: split, BookRevenue: booked, Ship: shipped, ReverseBooking: reversed };
    return expectGolden(orders, {
      'a standard order is fulfilled': { input: standard, mocks: jobs },
      'a cross-border order waits for a busy warehouse': {
        input: eventWith(orders, '"cross_border"'),
        mocks: { ...jobs, Ship: [{ error: 'States.Http.StatusCode.503' }, shipped] },
      },
      'an order that cannot be split is undone': {
        input: eventWith(orders, '"presale"'),
        mocks: {
          ...jobs,
          SplitOrder: {
            error: 'Order.AmountMismatch',
            cause: 'the items make another sum',
            afterSeconds: 1,
            submitted,
          },
        },
      },
      'an order that is sold out is undone': {
        input: eventWith(orders, 'SOLD-OUT'),
        mocks: { ...jobs, Ship: { error: 'States.Http.StatusCode.409', cause: 'sold out' } },
      },
      'an order of an unknown type fails': { input: eventWith(orders, '"wholesale"'), mocks: {} },
    });
  });

  it('one-service-two-flows', () => {
    const sample = 'one-service-two-flows';
    return expectGolden(sample, {
      'an import goes to job B': {
        blueprint: 'job-b',
        input: eventWith(sample, '"import"'),
        mocks: { JobB: { output: { by: 'job-b' }, submitted } },
      },
      'an express parcel goes to job C': {
        blueprint: 'job-c',
        input: eventWith(sample, '"express"'),
        mocks: { JobC: { output: { by: 'job-c' }, submitted } },
      },
    });
  });

  it('quote-quorum', () => {
    const quote = (carrier: string, priceCents: number, afterSeconds: number) => ({
      output: { carrier, priceCents },
      afterSeconds,
      submitted,
    });
    const input = inputOf('quote-quorum');
    const slow = quote('slow', 100, 8);
    const failure = { error: 'Carrier.Declined', cause: 'too heavy', afterSeconds: 3, submitted };
    return expectGolden('quote-quorum', {
      'two of three are enough': {
        input,
        mocks: { SwiftParcel: quote('swift', 300, 1), HarbourFreight: quote('harbour', 200, 2), SlowBoat: slow },
      },
      'one may decline': {
        input,
        mocks: { SwiftParcel: failure, HarbourFreight: quote('harbour', 200, 2), SlowBoat: slow },
      },
      'no quorum': {
        input,
        mocks: { SwiftParcel: { ...failure, afterSeconds: 1 }, HarbourFreight: failure, SlowBoat: slow },
      },
    });
  });

  it('refund-with-approval', () => {
    const sample = 'refund-with-approval';
    const approved = { output: { approvedBy: 'manager' }, afterSeconds: 2, submitted };
    const PayRefund = { output: { paymentId: 'PAY-1' } };
    return expectGolden(sample, {
      'a small refund is paid at once': { input: eventWith(sample, 'R-1001'), mocks: { PayRefund } },
      'a clerk approves': { input: eventWith(sample, 'R-1002'), mocks: { AskClerk: approved, PayRefund } },
      'a clerk denies': {
        input: eventWith(sample, 'R-1003'),
        mocks: { AskClerk: { error: 'Refund.Denied', cause: 'used', afterSeconds: 1, submitted } },
      },
      'a silent clerk is passed over': {
        input: eventWith(sample, 'R-1005'),
        mocks: { AskClerk: { hangs: true, submitted }, AskManager: approved, PayRefund },
      },
      'nobody decides': {
        input: eventWith(sample, 'R-1006'),
        mocks: { AskClerk: { hangs: true, submitted }, AskManager: { hangs: true, submitted } },
      },
      'the approver is not there yet': {
        input: eventWith(sample, 'R-1002'),
        mocks: { AskClerk: [{ error: 'Lambda.SdkClientException', cause: 'ECONNREFUSED' }, approved], PayRefund },
      },
    });
  });

  it('nightly-reconciliation', () => {
    const input = inputOf('nightly-reconciliation');
    return expectGolden('nightly-reconciliation', {
      'thirty payments, twenty at a time': {
        input: { ...input, payments: (input['payments'] as Json[]).slice(0, 30) },
        mocks: reconciling,
      },
    });
  });
});

describe('nightly-reconciliation', () => {
  it('reconciles all 1,000 payments', async () => {
    const input = inputOf('nightly-reconciliation');
    const run = await simulate(readSample('nightly-reconciliation/blueprint.asl.json'), { input, mocks: reconciling });
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: { payments: 1_000, differs: [expect.any(String)] } });
    const ended = run.events.filter(({ type }) => type === 'MapIterationSucceeded').map(({ details }) => details);
    expect(new Set(ended.map((details) => details?.['index'])).size).toBe(1_000);
  });
});

/** The bank: one payment differs, one is missing, one is asked for twice. */
const reconciling: Mocks = ({ iteration, attempt, job }) => {
  const [line = 0] = iteration;
  const paymentId = job.queryParameters?.['paymentId'] ?? null;
  if (line === 7 && attempt === 1) return { error: 'States.Http.StatusCode.503' };
  if (line === 12) return { error: 'States.Http.StatusCode.404', cause: '{}' };
  const amountCents = 990 + ((line * 7_919) % 90_000);
  return { output: { paymentId, amountCents: line === 25 ? 1 : amountCents }, afterSeconds: 1 + (line % 3) };
};

describe('recorded messages', () => {
  it.each([
    ['order-fulfilment', 300],
    ['one-service-two-flows', 40],
    ['refund-with-approval', 7],
  ])('%s has %i', (sample, count) => expect(eventsOf(sample)).toHaveLength(count));
});
