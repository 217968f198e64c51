import jsonata from 'jsonata';
import type { Node } from './ast.ts';
import { limits } from './limits.ts';

/** A scope of the evaluator. `timestamp` is the host's clock until the first hook sets it. */
export interface Frame {
  lookup(name: string | symbol): unknown;
  readonly timestamp: { setTime(millis: number): number };
  /** How many scopes it is in; kept by `countScopes`. */
  scopes?: number;
}
/** Called around the evaluation of every node; what it throws ends the evaluation. */
export type Hook = (node: Node, input: unknown, frame: Frame, result?: unknown) => void;

/** `this` of a native function. */
export interface Focus {
  readonly environment?: Frame;
}
export type Implementation = (this: Focus, ...args: unknown[]) => unknown;

/** A function of the language as the evaluator holds it; the signature checks the arguments. */
export interface LanguageFunction {
  readonly _jsonata_function: true;
  readonly implementation: Implementation;
  readonly signature?: unknown;
}

/** What the evaluator calls to make a regular expression of a literal. */
export type RegexFactory = new (literal: RegExp) => unknown;

/** The library's expression, typed as it is used here. This file is the only importer of jsonata. */
export interface Expression {
  ast(): Node;
  assign(name: string | symbol, value: unknown): void;
  registerFunction(name: string, implementation: Implementation, signature: string): void;
  /** Starts the evaluation; the regular expressions of this evaluation are made by `regex`. */
  evaluate(bindings: Record<string, unknown>, regex: RegexFactory): Promise<unknown>;
}

/** Called before every node is evaluated. */
export const entryHook: symbol = Symbol.for('jsonata.__evaluate_entry');
/** Called with the outer and the new frame for every scope. */
export const scopeHook: symbol = Symbol.for('jsonata.__createFrame_push');
/** Called after every node, with its result. */
export const exitHook: symbol = Symbol.for('jsonata.__evaluate_exit');

/** Parses an expression; throws what the library throws. */
export function parse(text: string): Expression {
  const options: jsonata.JsonataOptions = { stack: limits.depth, sequence: limits.items };
  const expression = jsonata(text, options);
  return {
    ast: () => expression.ast() as Node,
    assign: (name, value) => expression.assign(name as string, value),
    registerFunction: (name, implementation, signature) =>
      expression.registerFunction(name, implementation as (...args: unknown[]) => unknown, signature),
    evaluate(bindings, regex) {
      // The library reads this option when an evaluation starts, before it first waits: each evaluation has its own.
      options.RegexEngine = regex as unknown as RegExpConstructor;
      return expression.evaluate(undefined, bindings) as Promise<unknown>;
    },
  };
}
