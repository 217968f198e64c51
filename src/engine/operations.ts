import type { Draft } from './draft.ts';

const REMEMBERED = 20;

/**
 * Whether a verb is for this run and new; then it is remembered, also where it finds nothing to do: it must not find it later,
 * when it comes again. A verb for a past run, or one remembered, does nothing.
 */
export function beginOperation(draft: Draft, verb: { readonly operationId: string; readonly run: number }): boolean {
  const { flow } = draft;
  if (verb.run !== flow.run || flow.operations.includes(verb.operationId)) return false;
  flow.operations = [...flow.operations.slice(1 - REMEMBERED), verb.operationId];
  return true;
}
