import { compileJsonata } from '../jsonata/expression.ts';
import { compilePath } from '../paths/path.ts';
import { compileReferencePath } from '../paths/reference-path.ts';
import type { Result } from '../result.ts';
import { compileExpression } from '../template.ts';
import { topLevelReference } from './rules/top-level-reference.ts';

function faultOf(result: Result<unknown>): string | undefined {
  return result.ok ? undefined : (result.error.cause ?? result.error.error);
}

/** The paths that most states use: names and indexes, from the input or a variable. They need no parser. */
const PLAIN_PATH = /^\$(?:[A-Za-z_]\w*)?(?:\.[A-Za-z_]\w*|\[\d{1,9}\])*$/;

/** Why a text is not a JSONPath; undefined where it is one. */
export function pathFault(text: string): string | undefined {
  return PLAIN_PATH.test(text) ? undefined : faultOf(compilePath(text));
}

/** Why a text is not a reference path, into the input or a variable; undefined where it is one. */
export function referencePathFault(text: string): string | undefined {
  if (PLAIN_PATH.test(text)) return undefined;
  const path = compilePath(text);
  if (!path.ok) return faultOf(path);
  const { root, source } = path.value;
  if (root === 'context') return 'it must not read the context object';
  const rest = typeof root === 'object' ? source.slice(root.variable.length + 1) : source.slice(1);
  return faultOf(compileReferencePath(`$${rest}`));
}

/** Why a text can be neither a JSONPath nor an intrinsic function call; undefined where it is one of them. */
export function templateValueFault(text: string): string | undefined {
  return PLAIN_PATH.test(text) ? undefined : faultOf(compileExpression(text));
}

export interface JsonataFault {
  readonly message: string;
  readonly aws: { readonly code: string; readonly message: string };
}

/** Why a text is not a JSONata expression that may stand in a blueprint; undefined where it is one. */
export function jsonataFault(text: string): JsonataFault | undefined {
  const compiled = compileJsonata(text);
  if (!compiled.ok) {
    const message = compiled.error.cause ?? compiled.error.error;
    return { message, aws: { code: 'INVALID_JSONATA_EXPRESSION', message: parserMessage(message) } };
  }
  const name = topLevelReference(compiled.value.tree);
  if (name === undefined) return undefined;
  const message = `"${name}" stands for nothing at the top level of an expression; write $states.input.${name} or a variable.`;
  const aws = {
    code: 'UNSUPPORTED_JSONATA_EXPRESSION',
    message: `Reference to '${name}' at the top level is not supported.`,
  };
  return { message: name.startsWith('$') ? message.replace(`input.${name}`, 'input') : message, aws };
}

/** The parser's own words, without the sentence around them and the error's number; AWS gives those only. */
function parserMessage(cause: string): string {
  return cause.replace(/^[\s\S]*? is not valid\. (?:[A-Z]\d{4}: )?/, '');
}
