import type { Json } from '../json.ts';
import { compareInstants, type Instant, parseInstant } from '../timestamp.ts';

/** Takes what a value is compared with and gives the comparison, or undefined where that has the wrong type. */
export type Test = (operand: Json) => ((value: Json) => boolean) | undefined;

/** StringEquals, NumericLessThan, TimestampGreaterThanEquals and so on. Values of another type do not match. */
export function orderedOperator(name: string): Test | undefined {
  return Object.hasOwn(operators, name) ? operators[name] : undefined;
}

const orders: Readonly<Record<string, (order: number) => boolean>> = {
  Equals: (order) => order === 0,
  LessThan: (order) => order < 0,
  GreaterThan: (order) => order > 0,
  LessThanEquals: (order) => order <= 0,
  GreaterThanEquals: (order) => order >= 0,
};

const operators: Readonly<Record<string, Test>> = {
  ...family('String', stringOf, (left, right) => (left < right ? -1 : left > right ? 1 : 0)),
  ...family('Numeric', numberOf, (left, right) => left - right),
  ...family('Timestamp', instantOf, compareInstants),
  BooleanEquals: (operand) => (typeof operand === 'boolean' ? (value) => value === operand : undefined),
};

function family<T>(name: string, read: (value: Json) => T | undefined, compare: (left: T, right: T) => number) {
  const entries = Object.entries(orders).map(([order, accepts]): [string, Test] => [
    name + order,
    (operand) => {
      const right = read(operand);
      if (right === undefined) return undefined;
      return (value) => {
        const left = read(value);
        return left !== undefined && accepts(compare(left, right));
      };
    },
  ]);
  return Object.fromEntries(entries);
}

function stringOf(value: Json): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function numberOf(value: Json): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function instantOf(value: Json): Instant | undefined {
  return typeof value === 'string' ? parseInstant(value) : undefined;
}
