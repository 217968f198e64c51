import type { Json, JsonObject } from '../json.ts';
import type { Problem } from '../validate/problem.ts';

/** Names that a blueprint's top level may use instead of ASL's own. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['startstate', 'StartAt'],
  ['StartState', 'StartAt'],
  ['states', 'States'],
]);

export interface Normalised {
  readonly document: JsonObject;
  /** ASL's name → the author's, for the fields that were renamed. */
  readonly renamed: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

/** Replaces the top level's aliases by ASL's names, in place and order; the given object is left as it is. */
export function normaliseAliases(document: JsonObject): Normalised {
  const renamed = new Map<string, string>();
  const problems: Problem[] = [];
  const keys = Object.keys(document);
  if (!keys.some((key) => ALIASES.has(key))) return { document, renamed, problems };
  const result: Record<string, Json> = {};
  for (const key of keys) {
    const name = ALIASES.get(key) ?? key;
    const rival = name === key ? undefined : (renamed.get(name) ?? (Object.hasOwn(document, name) ? name : undefined));
    if (rival !== undefined) {
      problems.push(aliasConflict(key, rival));
      continue;
    }
    if (name !== key) renamed.set(name, key);
    result[name] = document[key] as Json;
  }
  return { document: result, renamed, problems };
}

function aliasConflict(alias: string, rival: string): Problem {
  return {
    code: 'ALIAS_CONFLICT',
    severity: 'error',
    pointer: `/${alias}`,
    message: `"${alias}" and "${rival}" mean the same field; keep one of them.`,
  };
}
