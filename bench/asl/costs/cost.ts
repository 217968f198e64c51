import type { Environment } from '../../../src/asl/environment.ts';
import type { Json, JsonObject } from '../../../src/asl/json.ts';
import type { Result } from '../../../src/asl/result.ts';
import { cpuMicroseconds, rounded } from '../cpu-time.ts';

/** What one evaluation costs. */
export interface Cost {
  readonly what: string;
  readonly microseconds: number;
}

/** What expressions of the cost tables see. */
const ORDER: Json = {
  id: 'order-1',
  amount: 12.5,
  flag: true,
  time: '2024-05-06T07:08:09Z',
  text: 'hello world',
  numbers: [3, 1, 4, 1, 5, 9, 2, 6, 5, 3],
  customer: { name: 'Ada', address: { city: 'London', zip: 'N1' } },
  lines: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => ({ sku: `sku-${n}`, price: n * 3, count: n, tags: ['a', 'b'] })),
};
const VARIABLES: JsonObject = { rate: 1.5, tax: { percent: 20 } };

/** All expressions of an environment share one limit of work: it is given back before each evaluation. */
export const environment: Environment = {
  input: ORDER,
  context: () => ({ Execution: { Name: 'flow' }, State: { Name: 'State' } }),
  variable: (name) => VARIABLES[name],
  now: Date.UTC(2024, 0, 1),
  random: () => 0.5,
};

/** The value of the result; a benchmark of failures would measure something else. */
export function expect<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(`${result.error.error}: ${result.error.cause}`);
}

/** Keeps what was computed alive, so that the computing of it is. */
const kept: { value?: unknown } = {};

/** The cost of a synchronous evaluation. */
export async function costOf(what: string, evaluate: () => Result<unknown>): Promise<Cost> {
  expect(evaluate());
  const microseconds = await cpuMicroseconds((count) => {
    for (let i = 0; i < count; i++) {
      environment.work = 0;
      kept.value = evaluate();
    }
  });
  return { what, microseconds: rounded(microseconds) };
}

/** The cost of an evaluation that is awaited, the awaiting included. */
export async function awaitedCostOf(what: string, evaluate: () => Promise<Result<unknown>>): Promise<Cost> {
  expect(await evaluate());
  const microseconds = await cpuMicroseconds(async (count) => {
    for (let i = 0; i < count; i++) {
      environment.work = 0;
      kept.value = await evaluate();
    }
  });
  return { what, microseconds: rounded(microseconds) };
}

/** One after the other, so that none disturbs another. */
export async function inTurn<T, R>(items: readonly T[], measure: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await measure(item));
  return results;
}
