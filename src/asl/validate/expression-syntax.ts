import { compilePath } from '../paths/path.ts';
import { compileReferencePath } from '../paths/reference-path.ts';
import type { Result } from '../result.ts';
import { compileExpression } from '../template.ts';
import { recently } from './recently.ts';

function faultOf(result: Result<unknown>): string | undefined {
  return result.ok ? undefined : (result.error.cause ?? result.error.error);
}

/** The paths that most states use: names and indexes, from the input or a variable. They need no parser. */
const PLAIN_PATH = /^\$(?:[A-Za-z_]\w*)?(?:\.[A-Za-z_]\w*|\[\d{1,9}\])*$/;

/** Why a text is not a JSONPath; undefined where it is one. */
export const pathFault = knowing((text) => faultOf(compilePath(text)));

/** Why a text is not a reference path, into the input or a variable; undefined where it is one. */
export const referencePathFault = knowing((text) => {
  const path = compilePath(text);
  if (!path.ok) return faultOf(path);
  const { root, source } = path.value;
  if (root === 'context') return 'it must not read the context object';
  const rest = typeof root === 'object' ? source.slice(root.variable.length + 1) : source.slice(1);
  return faultOf(compileReferencePath(`$${rest}`));
});

/** Why a text can be neither a JSONPath nor an intrinsic function call; undefined where it is one of them. */
export const templateValueFault = knowing((text) => faultOf(compileExpression(text)));

/** The same texts come again in a blueprint's next version: what was found out about the latest of them is kept. */
function knowing(find: (text: string) => string | undefined): (text: string) => string | undefined {
  const known = recently(find);
  return (text) => (PLAIN_PATH.test(text) ? undefined : known(text));
}
