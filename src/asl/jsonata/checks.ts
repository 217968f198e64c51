import { type Node, walk } from './ast.ts';
import { limits } from './limits.ts';
import { compileRegex } from './regex.ts';

const tooDeep = `It is nested more than ${limits.expressionDepth} levels deep`;

/** What makes a parsed expression unacceptable, if anything does. */
export function problemIn(root: Node): string | undefined {
  let problem: string | undefined;
  walk(root, (node, depth) => {
    problem ??= depth > limits.expressionDepth ? tooDeep : (regexProblem(node) ?? signatureProblem(node));
  });
  return problem;
}

function regexProblem(node: Node): string | undefined {
  if (node.type !== 'regex' || !(node.value instanceof RegExp) || compileRegex(node.value) !== undefined) {
    return undefined;
  }
  return `The regular expression /${node.value.source}/ is not supported`;
}

/** The library makes a backtracking regular expression of a lambda's signature: only short, plain ones may pass. */
function signatureProblem(node: Node): string | undefined {
  const definition = node.type === 'lambda' ? node.signature?.definition : undefined;
  if (typeof definition !== 'string') {
    return undefined;
  }
  const isPlain = /^<([a-z<>?+-]|\([a-z]+\))*(:[a-z<>()]*)?>$/.test(definition) && definition.length <= 100;
  const optional = definition.replace(/[^?+-]/g, '').length;
  return isPlain && optional <= 4 ? undefined : `The function signature ${definition} is not supported`;
}
