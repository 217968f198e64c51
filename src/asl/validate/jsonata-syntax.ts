import { type Node, walk } from '../jsonata/ast.ts';
import { treeOf } from '../jsonata/tree.ts';
import { recently } from './recently.ts';
import type { Site } from './report.ts';
import { topLevelReferences } from './rules/top-level-reference.ts';

/** Why an expression cannot stand where it does. */
export interface JsonataFault {
  readonly message: string;
  readonly aws: { readonly code: string; readonly message: string };
}

const ELSEWHERE = ['result', 'errorOutput'] as const;

/** Why a text is not a JSONata expression that may stand in this place of a blueprint; empty where it is one. */
export function jsonataFaults(text: string, reads: Site['reads']): readonly JsonataFault[] {
  const { faults, members } = factsOf(text);
  const absent = members.filter((member) => member !== reads);
  return absent.length === 0 ? faults : [...faults, ...absent.map(absentMember)];
}

interface Facts {
  readonly faults: readonly JsonataFault[];
  /** What it reads of `$states` that is not there everywhere. */
  readonly members: readonly string[];
}

const factsOf = recently((text): Facts => {
  const tree = treeOf(text);
  if (!tree.ok) return { faults: [syntaxFault(tree.error.cause ?? tree.error.error)], members: [] };
  return { faults: topLevelReferences(tree.value).map(referenceFault), members: membersIn(text, tree.value) };
});

/** The parser's own words, without the sentence around them and the error's number; AWS gives those only. */
function syntaxFault(cause: string): JsonataFault {
  const words = cause.replace(/^[\s\S]*? is not valid\. (?:[A-Z]\d{4}: )?/, '');
  return { message: cause, aws: { code: 'INVALID_JSONATA_EXPRESSION', message: words } };
}

function referenceFault(name: string): JsonataFault {
  const instead = name.startsWith('$') ? '$states.input' : `$states.input.${name}`;
  const message = `"${name}" stands for nothing at the top level of an expression; write ${instead} or a variable.`;
  const aws = `Reference to '${name}' at the top level is not supported.`;
  return { message, aws: { code: 'UNSUPPORTED_JSONATA_EXPRESSION', message: aws } };
}

function isElsewhere(name: string): boolean {
  return ELSEWHERE.some((member) => member === name);
}

function membersIn(text: string, tree: Node): readonly string[] {
  if (!ELSEWHERE.some((name) => text.includes(name))) return [];
  const members = new Set<string>();
  walk(tree, ({ steps: [first, second] = [] }) => {
    if (first?.type !== 'variable' || first.value !== 'states' || second?.type !== 'name') return;
    if (isElsewhere(String(second.value))) members.add(String(second.value));
  });
  return [...members];
}

/** ASL: `$states` has a result where the state has done its work, and an errorOutput where it was caught. */
function absentMember(name: string): JsonataFault {
  const place = name === 'result' ? 'Output and Assign of Task, Parallel and Map' : 'Output and Assign of a catcher';
  const message = `There is no $states.${name} here; it can be read in ${place}.`;
  const aws = `Reference to '$states.${name}' is not supported.`;
  return { message, aws: { code: 'UNSUPPORTED_JSONATA_EXPRESSION', message: aws } };
}
