import { randomUUID } from 'node:crypto';
import type { LambdaInvoker, LambdaReply, LambdaRequest } from '../../ports/lambda-invoker.ts';
import { parseFunctionName } from './function-name.ts';
import { createLocalFunction } from './local-function.ts';
import type { MappedFunction } from './mapped-function.ts';
import { serviceError } from './runtime-error.ts';
import { createUrlFunction } from './url-function.ts';

export interface MappedFunctionsOptions {
  /**
   * By ARN (with or without a qualifier), by `NAME:QUALIFIER` or by name; `*` at the end matches any rest.
   * Values: `./module.mjs#export` (default `handler`) or a URL that events are posted to.
   */
  readonly functions: { readonly [pattern: string]: string };
  /** The folder that relative modules start from, as a file URL. */
  readonly baseUrl: string;
  /** Where functions go that nothing here matches: Lambda itself. */
  readonly otherwise?: LambdaInvoker | undefined;
}

/** Lambda functions of `sfc.config.json`: local modules and URLs instead of Lambda. */
export function createMappedFunctions({ functions, baseUrl, otherwise }: MappedFunctionsOptions): LambdaInvoker {
  const targets = new Map(
    Object.entries(functions).map(([pattern, target]) => [pattern, targetFunction(target, baseUrl)]),
  );
  return {
    invoke: async (request) => {
      const { name, qualifier: ownQualifier, arn } = parseFunctionName(request.functionName);
      const qualifier = request.qualifier ?? ownQualifier;
      const target = match(
        targets,
        qualifier === undefined ? [arn, name] : [arn && `${arn}:${qualifier}`, `${name}:${qualifier}`, arn, name],
      );
      if (target === undefined)
        return otherwise === undefined ? unmapped(request, arn ?? name) : otherwise.invoke(request);
      const requestId = randomUUID();
      const reply = await target.call({ ...request, name, requestId });
      return 'error' in reply ? reply : { ...reply, executedVersion: qualifier ?? '$LATEST', requestId };
    },
  };
}

function targetFunction(target: string, baseUrl: string): MappedFunction {
  return /^https?:\/\//.test(target) ? createUrlFunction(target) : createLocalFunction(target, baseUrl);
}

/** The most exact pattern: a whole name before a prefix, a long prefix before a short one. */
function match<T>(targets: ReadonlyMap<string, T>, names: readonly (string | undefined)[]): T | undefined {
  const given = names.filter((name) => name !== undefined);
  for (const name of given) {
    const target = targets.get(name);
    if (target !== undefined) return target;
  }
  const prefixes = [...targets.keys()].filter(
    (pattern) => pattern.endsWith('*') && given.some((name) => name.startsWith(pattern.slice(0, -1))),
  );
  const longest = prefixes.sort((left, right) => right.length - left.length)[0];
  return longest === undefined ? undefined : targets.get(longest);
}

function unmapped({ functionName }: LambdaRequest, key: string): LambdaReply {
  const hint = `SFC_UNMAPPED_LAMBDA: map it in sfc.config.json, "lambda": { ${JSON.stringify(key)}: "./module.mjs#handler" }, or a URL instead of the module; or call Lambda itself: "aws": { "lambda": true }. Then start again: settings and modules are read at the start only`;
  return {
    error: serviceError('ResourceNotFoundException', `Function not found: ${functionName}. ${hint}`, 404, randomUUID()),
  };
}
