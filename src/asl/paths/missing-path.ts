import type { Environment } from '../environment.ts';
import { type Failed, failed } from '../result.ts';
import { type CompiledPath, documentOf } from './path.ts';

/** AWS's words for a path in a payload template, in ErrorPath and in CausePath. `field` is the key as written, `.$` included. */
export function pathNotInField(path: CompiledPath, field: string, env: Environment): Failed {
  const cause = `The JSONPath '${path.source}' specified for the field '${field}' could not be found in the input`;
  return failed('States.Runtime', `${cause} '${searchedText(path, env)}'`);
}

/** AWS's words for a path among the arguments of an intrinsic function. */
export function pathNotInArgument(path: CompiledPath, call: string, env: Environment): Failed {
  const cause = `The JsonPath argument for the field '${path.source}' could not be found in the input`;
  return failed(
    'States.Runtime',
    `The function '${call}' had the following error: ${cause} '${searchedText(path, env)}'`,
  );
}

/** AWS's words for the Variable of a choice rule and for the paths that it is compared with. */
export function pathNotInChoice(path: CompiledPath): Failed {
  const cause = "The choice state's condition path references an invalid value.";
  return failed('States.Runtime', `Invalid path '${path.source}': ${cause}`);
}

function searchedText(path: CompiledPath, env: Environment): string {
  return JSON.stringify(documentOf(path.root, env) ?? env.input);
}
