import { isObject, type Json } from '../../src/asl/json.ts';

/** The recorded attempts, as far as they tell what a placeholder stands for. */
export interface RecordedTasks {
  readonly tasks?: readonly { readonly kind: string; readonly resource: string }[];
}

const ACTIVITY = 'arn:aws:states:us-east-1:111111111111:activity:';

/**
 * The recordings name activities by placeholders, which are no ARNs: nobody can tell from `activity_arn` that it is no Lambda
 * function. The recorded attempts say so; the definition that runs has an ARN, and the history has the placeholder again.
 */
export function activityNames({ tasks = [] }: RecordedTasks = {}) {
  const names = new Set(tasks.filter(({ kind }) => kind === 'activity').map(({ resource }) => resource));
  const inner = (json: Json, text: (value: string) => string): Json => {
    if (typeof json === 'string') return text(json);
    if (Array.isArray(json)) return json.map((item) => inner(item as Json, text));
    if (!isObject(json)) return json;
    return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, inner(value as Json, text)]));
  };
  const arnOf = (name: string) => (names.has(name) ? `${ACTIVITY}${name}` : name);
  const nameOf = (arn: string) => (arn.startsWith(ACTIVITY) ? arn.slice(ACTIVITY.length) : arn);
  if (names.size === 0) return { toArns: (json: Json) => json, nameOf: (arn: string) => arn };
  return { toArns: (definition: Json) => inner(definition, arnOf), nameOf };
}
