import { ok, type Result } from '../result.ts';
import type { Node } from './ast.ts';
import { compileJsonata } from './expression.ts';
import { parsePlain } from './plain-expression.ts';
import { expressionIn } from './text.ts';

/** The syntax tree of a field's text, for those who only look at it; fails as its compilation fails. */
export function treeOf(text: string): Result<Node> {
  const plain = parsePlain(expressionIn(text));
  if (plain !== undefined) return ok(plain);
  const compiled = compileJsonata(text);
  return compiled.ok ? ok(compiled.value.tree) : compiled;
}
