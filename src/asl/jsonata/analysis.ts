import { type Node, walk } from './ast.ts';
import { builtin } from './builtins.ts';
import { statesMembers } from './states.ts';

/** What an evaluation needs to know about a tree before it starts. */
export interface Analysis {
  /** Every variable the tree mentions, but `$states`, `$` and `$$`. */
  readonly names: ReadonlySet<string>;
  /** The members of `$states` it may read. */
  readonly states: ReadonlySet<string>;
  /** It may write marks into the values it is given, so it must be given copies. */
  readonly marksValues: boolean;
  /** It changes values that were made during the evaluation. */
  readonly transforms: boolean;
}

/** What an expression names, binds and calls, found in one walk. */
export function analyse(root: Node): Analysis {
  const names = new Set<string>();
  const states = new Set<string>();
  const lambdas = new Set<string>();
  const otherBindings = new Set<string>();
  const calls: Node[] = [];
  let keepsArrays = false;
  let transforms = false;
  walk(root, (node) => {
    keepsArrays ||= node.keepArray === true || node.keepSingletonArray === true;
    transforms ||= node.type === 'transform';
    if (node.type === 'path') {
      addStatesMembers(node, states);
    } else if (node.type === 'variable' && node.value !== '' && node.value !== '$') {
      names.add(String(node.value));
    } else if (node.type === 'bind') {
      const isLambda = (node.rhs as Node).type === 'lambda';
      (isLambda ? lambdas : otherBindings).add(String((node.lhs as Node).value));
    } else if (node.type === 'lambda') {
      for (const parameter of node.arguments ?? []) {
        otherBindings.add(String(parameter.value));
      }
    } else if (node.type === 'function' && node.procedure !== undefined) {
      calls.push(node.procedure);
    }
    for (const name of [node.focus, node.index]) {
      if (typeof name === 'string') {
        otherBindings.add(name);
      }
    }
  });
  if (names.delete('states') && mentionsAllStates(root)) {
    for (const member of statesMembers) {
      states.add(member);
    }
  }
  const callsFunction = (procedure: Node): boolean => {
    const name = procedure.type === 'variable' ? String(procedure.value) : '';
    return (
      procedure.type === 'lambda' ||
      (!otherBindings.has(name) && (lambdas.has(name) || builtin(name) !== undefined || name === 'eval'))
    );
  };
  return { names, states, marksValues: keepsArrays || transforms || !calls.every(callsFunction), transforms };
}

/** The node behind `$states` in a path, if it is a name: the member of `$states` that the path reads. */
function statesMemberIn(path: Node): string | undefined {
  const [first, second] = path.steps ?? [];
  const isDirect = first?.type === 'variable' && first.value === 'states' && second?.type === 'name';
  return isDirect ? String(second.value) : undefined;
}

function addStatesMembers(path: Node, states: Set<string>): void {
  const member = statesMemberIn(path);
  if (member !== undefined) {
    states.add(member);
  }
}

function mentionsAllStates(root: Node): boolean {
  let mentions = 0;
  let direct = 0;
  let looksBack = false;
  walk(root, (node) => {
    // With `%` and `@` an expression sees the value that it has taken a member of: all of `$states`, too.
    looksBack ||= node.type === 'parent' || node.focus !== undefined;
    mentions += node.type === 'variable' && node.value === 'states' ? 1 : 0;
    direct += node.type === 'path' && statesMemberIn(node) !== undefined ? 1 : 0;
  });
  return looksBack || mentions > direct;
}
