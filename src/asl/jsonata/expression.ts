import type { Environment } from '../environment.ts';
import type { Json } from '../json.ts';
import { ok, type Result } from '../result.ts';
import { spendWork } from '../work.ts';
import { type Analysis, analyse } from './analysis.ts';
import type { Node } from './ast.ts';
import { bindingsFor } from './bindings.ts';
import { builtin } from './builtins.ts';
import { invalidExpression, returnedNothing, threwError, unsupportedResult } from './causes.ts';
import { problemIn } from './checks.ts';
import { countScopes, enter, leaveWith } from './hooks.ts';
import { type Expression, entryHook, exitHook, parse, scopeHook } from './library.ts';
import { limits } from './limits.ts';
import { messageOf } from './messages.ts';
import { close, createMeter } from './meter.ts';
import { replaceOrderBy } from './order-by.ts';
import { toPlainJson, unsupported } from './plain.ts';
import { regexFactory } from './regex.ts';
import { rolesIn } from './roles.ts';
import { readSimplePath, simplePathOf, throughArray } from './simple-path.ts';
import { expressionIn } from './text.ts';
import { weigh } from './weigh.ts';

/**
 * An expression ready to be evaluated, any number of times and at the same time. `evaluate` always ends, in bounded
 * time and memory; `field` is the place in the state (`Output/total`) that a failure names.
 */
export interface CompiledJsonata {
  readonly text: string;
  readonly evaluate: (env: Environment, field: string) => Promise<Result<Json>>;
  /** @internal */
  readonly tree: Node;
}

const cacheSize = 5_000;
const cache = new Map<string, Result<CompiledJsonata>>();

/** Compiles the text of a field, with or without `{% %}`. The same text is compiled once. */
export function compileJsonata(text: string): Result<CompiledJsonata> {
  const expression = expressionIn(text);
  const result = cache.get(expression) ?? compile(expression);
  // Moves the entry to the young end: the oldest is dropped.
  cache.delete(expression);
  cache.set(expression, result);
  if (cache.size > cacheSize) {
    cache.delete(cache.keys().next().value ?? '');
  }
  return result;
}

function compile(text: string): Result<CompiledJsonata> {
  if (text.length > limits.expressionLength) {
    return invalidExpression(text, `It is longer than ${limits.expressionLength} characters`);
  }
  try {
    const expression = parse(text);
    const tree = expression.ast();
    replaceOrderBy(tree);
    const problem = problemIn(tree);
    return problem === undefined ? ok(compiled(text, expression, tree)) : invalidExpression(text, problem);
  } catch (thrown) {
    return invalidExpression(text, messageOf(thrown));
  }
}

/** What an evaluation needs is made ready at the first one: whoever only validates pays for the parsing alone. */
function compiled(text: string, expression: Expression, tree: Node): CompiledJsonata {
  let ready: Ready | undefined;
  return {
    text,
    tree,
    async evaluate(env, field) {
      try {
        ready ??= prepare(expression, tree);
        const { analysis, simplePath } = ready;
        const simple = simplePath === undefined ? throughArray : readSimplePath(simplePath, env);
        const value = simple === throughArray ? await evaluate(expression, analysis, env) : simple;
        if (value === undefined) {
          return returnedNothing(text, field);
        }
        return value === unsupported ? unsupportedResult(text, field) : ok(value);
      } catch (thrown) {
        return threwError(text, field, messageOf(thrown));
      }
    },
  };
}

interface Ready {
  readonly analysis: Analysis;
  readonly simplePath: ReturnType<typeof simplePathOf>;
}

function prepare(expression: Expression, tree: Node): Ready {
  const analysis = analyse(tree);
  expression.assign(scopeHook, countScopes);
  expression.assign(entryHook, enter);
  expression.assign(exitHook, leaveWith(rolesIn(tree)));
  // `clone` is what the evaluator itself calls for a transformation.
  for (const name of [...analysis.names, 'clone', 'eval', 'now', 'millis']) {
    const replacement = builtin(name);
    if (replacement !== undefined || name === 'eval' || name === 'now' || name === 'millis') {
      expression.assign(name, replacement);
    }
  }
  return { analysis, simplePath: simplePathOf(tree) };
}

async function evaluate(
  expression: Expression,
  analysis: Analysis,
  env: Environment,
): Promise<ReturnType<typeof toPlainJson>> {
  const meter = createMeter(env, !analysis.transforms);
  try {
    const result = await expression.evaluate(bindingsFor(analysis, env, meter), regexFactory(meter));
    weigh(meter, result);
    return toPlainJson(result, limits.resultWeight);
  } finally {
    spendWork(env, Math.min(meter.budget, meter.budget - meter.work));
    close(meter);
  }
}
