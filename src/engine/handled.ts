import type { CompiledCatcher, CompiledRetrier, CompiledState } from '../asl/program.ts';
import type { AslError } from '../asl/result.ts';
import type { Draft } from './draft.ts';
import { matchesError } from './error-names.ts';
import type { Visit } from './flow.ts';
import { findRetrier } from './retry.ts';
import { parentOf, stateOf } from './scope.ts';
import { isTolerated } from './tolerance.ts';

/** Whether the visit's state, or one around it, will retry, catch or tolerate the error: else it ends the flow. */
export function isHandled(draft: Draft, visit: Visit, error: AslError): boolean {
  return isHandledBy(draft, visit, error) || isHandledAround(draft, visit, error);
}

/** The same for an error that the visit's own state does not handle. */
export function isHandledAround(draft: Draft, visit: Visit, error: AslError): boolean {
  let child = visit;
  for (let scope = parentOf(draft, visit); scope !== undefined; scope = parentOf(draft, scope)) {
    const { phase } = scope;
    if (phase.type === 'children' && (phase.detached || isTolerated(phase, child.index))) return true;
    if (isHandledBy(draft, scope, error)) return true;
    child = scope;
  }
  return false;
}

function isHandledBy(draft: Draft, visit: Visit, error: AslError): boolean {
  const state = stateOf(draft, visit);
  return (
    findRetrier(retriersOf(state), visit, error) !== undefined ||
    catchersOf(state).some(({ errors }) => matchesError(errors, error))
  );
}

const NONE: readonly never[] = [];

export function retriersOf(state: CompiledState): readonly CompiledRetrier[] {
  return 'retriers' in state ? state.retriers : NONE;
}

export function catchersOf(state: CompiledState): readonly CompiledCatcher[] {
  return 'catchers' in state ? state.catchers : NONE;
}
