import type { Node } from './ast.ts';
import type { Frame, Hook } from './library.ts';
import { limits } from './limits.ts';
import { type Meter, meterIn, spend } from './meter.ts';
import { Refusal } from './refusal.ts';
import type { Role } from './roles.ts';
import { weigh } from './weigh.ts';

/** Charges for what a node is about to do with its input. The first node also gives the evaluator the decision's time. */
export const enter: Hook = (node, input, frame) => {
  const meter = meterIn(frame);
  if (!meter.started) {
    meter.started = true;
    frame.timestamp.setTime(meter.env.now);
  }
  spend(meter, 1 + (frame.scopes ?? 0) / 16);
  switch (node.type) {
    case 'name':
      if (Array.isArray(input)) {
        spend(meter, weigh(meter, input) / 32);
      }
      break;
    case 'wildcard':
    case 'descendant':
      spend(meter, (weigh(meter, input) * (1 + arraysIn(input))) / 256 + 1);
      break;
    case 'unary':
      if (node.value === '[') {
        spend(meter, (node.expressions?.length ?? 0) ** 2 / 256);
      } else if (node.value === '{' && Array.isArray(input)) {
        spend(meter, (input.length * input.length) / 128);
      }
      break;
    case 'lambda':
      // A tail call may keep its caller's promise waiting, at a few kilobytes each.
      spend(meter, node.thunk === true ? 32 : 8);
      break;
    case 'function':
      spend(meter, 2);
      break;
  }
};

/** Every look-up of a name goes through the scopes one by one. */
export function countScopes(outer: Frame, frame: Frame): void {
  frame.scopes = (outer.scopes ?? 0) + 1;
  if (frame.scopes > limits.scopes) {
    throw new Refusal(`Blocks and functions are nested more than ${limits.scopes} levels deep`);
  }
}

/** Charges for what a node gave and refuses results beyond the limits, before anything else looks at them. */
export function leaveWith(roles: ReadonlyMap<Node, Role>): Hook {
  return (node, _input, frame, result) => {
    const meter = meterIn(frame);
    if (typeof result === 'string') {
      checkString(result);
    } else if (Array.isArray(result)) {
      spendOnItems(meter, node, result.length);
    }
    const role = roles.get(node);
    if (role !== undefined) {
      spend(meter, weigh(meter, result) / 32 + repetitionCost(meter, node, role));
    }
  };
}

/** The evaluator copies what a wildcard has found so far for every array among the members. */
function arraysIn(input: unknown): number {
  return typeof input === 'object' && input !== null ? Object.values(input).filter(Array.isArray).length : 0;
}

/** Refuses strings over the limit. Concatenations are cheap until somebody reads them: they must not get that far. */
export function checkString(text: string): void {
  if (text.length > limits.stringLength) {
    throw new Refusal(`A string is longer than ${limits.stringLength} characters`);
  }
}

function spendOnItems(meter: Meter, node: Node, count: number): void {
  if (count > limits.items) {
    throw new Refusal(`An array has more than ${limits.items} items`);
  }
  switch (node.type) {
    case 'variable':
    case 'condition':
    case 'block':
    case 'bind':
      return;
    case 'path':
      spend(meter, count / 32);
      return;
    default:
      spend(meter, count / 4);
  }
}

function repetitionCost(meter: Meter, node: Node, role: Role): number {
  if (role === 'key') {
    meter.counts ??= new Map();
    const count = (meter.counts.get(node) ?? 0) + 1;
    meter.counts.set(node, count);
    return count / 64;
  }
  return role === 'term' ? 20 : 0;
}
