import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '../../src/asl/json.ts';
import type { Handlers } from './run-program.ts';

/** A definition that both engines run, with its input and its mocked tasks, which answer at once. */
export interface AslCase {
  readonly name: string;
  readonly definition: Json;
  readonly input: Json;
  readonly handlers: Handlers;
}

/** Made once: what it costs to make an error is none of the engines'. */
const refusal = Object.assign(new Error('The service refused.'), { name: 'Refused' });
const refuse = () => {
  throw refusal;
};
const line = (number: number) => ({ sku: `sku-${number}`, price: number * 4, count: number });
const lines = [1, 2, 3, 4, 5].map(line);
const order = { id: 'order-1', amount: 12.5, customer: { name: 'Ada', city: 'London' }, lines };

const INPUTS: readonly [name: string, input: Json, handlers?: Handlers][] = [
  ['pass-chain', { order }],
  ['choice-loop', { count: 0, name: 'loop' }],
  ['choice-operators', { text: 'hello', count: 10, least: 5, flag: true, time: '2024-05-06T07:08:09Z' }],
  ['task-chain', { order }, tasks(10, 'Call', () => ({ status: 'ok', amount: 3, more: 'dropped' }))],
  ['catch', { id: 7 }, tasks(5, 'Try', refuse)],
  ['parallel', { id: 7, order }],
  ['map', { factor: 3, items: Array.from({ length: 25 }, (_, n) => ({ name: `item-${n}`, price: n })) }],
  [
    'intrinsics',
    {
      name: 'Ada',
      count: 3,
      csv: 'a,b,c',
      json: '{"a":{"b":[1,2]}}',
      list: [1, 5, 3, 5, 1, 2],
      object: { x: 1, y: 2 },
    },
  ],
  ['data-flow', { order, other: lines }],
  [
    'order',
    order,
    {
      Check: () => ({ valid: true }),
      Pick: () => ({ picked: true }),
      Bill: () => ({ number: 4711, pages: 2 }),
      Ship: () => ({ parcel: 'p-1' }),
    },
  ],
];

export const CASES: readonly AslCase[] = INPUTS.map(([name, input, handlers = {}]) => {
  const file = join(import.meta.dirname, 'definitions', `${name}.asl.json`);
  return { name, definition: JSON.parse(readFileSync(file, 'utf8')) as Json, input, handlers };
});

function tasks(count: number, name: string, handler: () => Json): Handlers {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`${name}${index + 1}`, handler]));
}
