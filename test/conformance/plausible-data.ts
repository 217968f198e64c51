import { isObject, type Json, type JsonObject } from '../../src/asl/json.ts';

/**
 * Data that a definition can work with, guessed from the definition alone: every path that occurs in it leads to something, of
 * the type that its use asks for, and where a choice compares it, to the values that it is compared with, one after another.
 */
export interface PlausibleData {
  /** `turn` picks among the values that choices compare with. */
  readonly object: (turn: number) => Json;
  /** As `object`, with what stands at the path (of a ResultPath) at the top, too. */
  /** What stands at the place in the whole. */
  readonly at: (segments: readonly string[], turn: number) => Json;
  readonly objectAt: (path: string | null | undefined, turn: number) => Json;
}

interface Node {
  readonly members: Map<string, Node>;
  isList: boolean;
  /** Something is read from it later, somewhere else. */
  isRich: boolean;
  /** JSON as text. */
  isText: boolean;
  readonly values: Json[];
}

export function plausibleData(definition: Json): PlausibleData {
  const root = node();
  learn(definition, root);
  learnLists(definition, root);
  const dataOf = (from: Node, turn: number) => build(from, root, turn, from === root ? NESTED - 1 : 0);
  return {
    object: (turn) => dataOf(root, turn),
    at: (segments, turn) => {
      const found = find(root, segments);
      return found === undefined ? 'text' : dataOf(found, turn);
    },
    objectAt: (path, turn) => {
      const whole = dataOf(root, turn);
      const at = typeof path === 'string' ? find(root, segmentsOf(path)) : undefined;
      const part = at === undefined ? undefined : dataOf(at, turn);
      if (part === undefined || part === whole) return whole;
      return isObject(part) && isObject(whole) ? { ...whole, ...part } : part;
    },
  };
}

const node = (): Node => ({ members: new Map(), isList: false, isRich: false, isText: false, values: [] });

const LISTS = /^(ItemsPath|Items)$/;
const NUMBERS =
  /^(SecondsPath|MaxConcurrencyPath|TimeoutSecondsPath|HeartbeatSecondsPath|Tolerated\w+Path|Max\w+Path)$/;
const WHOLE = /^(InputPath|OutputPath|Output)$/;
const PATH =
  /\$(?:\$\.(?:Execution\.Input|Map\.Item\.Value))?(?:\.?\[(?:[\d:*-]+|'[^']*'|"[^"]*"|\?\([^\]]*\))\]|\.{1,2}[A-Za-z_][\w-]*)+/g;
const JSONATA =
  /\$(?:states\.(?:input|result|context\.Execution\.Input)|(?!states\b)([A-Za-z]\w*)(?!\w*\())((?:\.[A-Za-z_]\w*|\[\d+\])*)/g;

function learn(value: Json, root: Node): void {
  if (Array.isArray(value)) {
    for (const item of value) learn(item, root);
    return;
  }
  if (!isObject(value)) return;
  learnComparison(value, root);
  for (const [field, member] of Object.entries(value)) {
    if (typeof member === 'string') learnText(field, member, root);
    else learn(member, root);
  }
}

function learnText(field: string, text: string, root: Node): void {
  if (text.startsWith('{%')) {
    learnJsonata(field, text, root);
    return;
  }
  for (const [path] of text.matchAll(PATH)) {
    const at = reach(root, segmentsOf(path));
    if (LISTS.test(field)) at.isList = true;
    if (WHOLE.test(field)) at.isRich = true;
    if (NUMBERS.test(field)) at.values.push(1);
    if (field === 'TimestampPath') at.values.push('2024-01-01T00:00:10Z');
  }
  for (const [, name, args = ''] of text.matchAll(/States\.(\w+)\(([^()]*)/g)) learnCall(name ?? '', args, root);
}

/** A Map that takes its whole input for its items needs what comes before it to give a list. */
function learnLists(machine: Json, root: Node): void {
  if (Array.isArray(machine)) for (const item of machine) learnLists(item, root);
  if (!isObject(machine)) return;
  const { States } = machine;
  if (isObject(States)) {
    for (const state of Object.values(States)) {
      const next = isObject(state) && typeof state['Next'] === 'string' ? States[state['Next']] : undefined;
      if (!isObject(state) || !isObject(next) || !takesWholeInput(next)) continue;
      for (const field of ['OutputPath', 'InputPath']) {
        const path = state[field];
        if (typeof path === 'string' && path !== '$') reach(root, segmentsOf(path)).isList = true;
      }
    }
  }
  for (const member of Object.values(machine)) learnLists(member, root);
}

function takesWholeInput(state: JsonObject): boolean {
  const { Type, ItemsPath, InputPath, Items } = state;
  return Type === 'Map' && Items === undefined && (ItemsPath ?? '$') === '$' && (InputPath ?? '$') === '$';
}

const ARGUMENTS: Record<string, Json> = {
  Base64Decode: 'aGVsbG8=',
  MathAdd: 1,
  ArrayRange: 1,
};
const LIST_ARGUMENTS = /^(ArrayLength|ArrayGetItem|ArrayPartition|ArrayContains|ArrayUnique)$/;

function learnCall(name: string, args: string, root: Node): void {
  const [first] = args.match(PATH) ?? [];
  if (first === undefined) return;
  const at = reach(root, segmentsOf(first));
  if (LIST_ARGUMENTS.test(name)) at.isList = true;
  if (name === 'StringToJson') at.isText = true;
  const value = ARGUMENTS[name];
  if (value !== undefined) at.values.push(value);
  if (name === 'JsonMerge') for (const path of args.match(PATH) ?? []) reach(root, [...segmentsOf(path), 'merged']);
}

function learnJsonata(field: string, text: string, root: Node): void {
  for (const match of text.matchAll(JSONATA)) {
    const [whole, variable, rest = ''] = match;
    const segments = segmentsOf(rest);
    const places = variable === undefined ? [segments] : [segments, [variable, ...segments]];
    for (const place of places.filter(({ length }) => length > 0)) {
      const at = reach(root, place);
      if (field === 'Items') at.isList = true;
      at.values.push(...comparedWith(text.slice(0, match.index), text.slice(match.index + whole.length)));
    }
  }
}

const OPERAND = /^\s*(?:!=|>=|<=|=|>|<)\s*(?:'([^']*)'|"([^"]*)"|(-?\d+(?:\.\d+)?)|(true|false))/;

function comparedWith(before: string, after: string): Json[] {
  const compared = OPERAND.exec(after);
  if (compared === null)
    return /^\s*[-+*/<>]/.test(after) || /([-+*/<>]|\$number\(|\$sum\()\s*$/.test(before) ? [1] : [];
  const [, single, double, number, flag] = compared;
  if (number !== undefined) return [Number(number), Number(number) + 1];
  if (flag !== undefined) return [flag === 'true', flag !== 'true'];
  return [single ?? double ?? '', 'other'];
}

function learnComparison(rule: JsonObject, root: Node): void {
  const { Variable } = rule;
  if (typeof Variable !== 'string') return;
  const at = reach(root, segmentsOf(Variable));
  for (const [operator, operand] of Object.entries(rule)) at.values.push(...satisfying(operator, operand));
}

function satisfying(operator: string, operand: Json): Json[] {
  if (operator === 'IsNumeric') return [1];
  if (operator === 'IsString') return ['text'];
  if (operator === 'IsNull') return operand === true ? [null] : [];
  if (operator === 'BooleanEquals') return [operand, operand !== true];
  if (operator === 'StringMatches') return [String(operand).replaceAll('*', 'x')];
  if (/^String(Equals|\w+Equals)$/.test(operator)) return [operand, 'other'];
  if (operator.startsWith('Timestamp') && !operator.endsWith('Path')) return [operand];
  if (operator.startsWith('Numeric') && typeof operand === 'number') return [operand, operand + 1, operand - 1];
  return [];
}

/** Names, and `[]` for an index, a slice or a filter. */
export function segmentsOf(path: string): string[] {
  const own = path.replace(/^\$\$\.(Execution\.Input|Map\.Item\.Value)/, '$');
  const segments = own.match(/[A-Za-z_][\w-]*(?=\.|\[|$|')|\[(?:[\d:*-]+|\?[^\]]*)\]/g) ?? [];
  return segments.map((segment) => (segment.startsWith('[') ? '[]' : segment));
}

function reach(root: Node, segments: readonly string[]): Node {
  let at = root;
  for (const segment of segments) {
    if (segment === '[]') {
      at.isList = true;
      continue;
    }
    const member = at.members.get(segment) ?? node();
    at.members.set(segment, member);
    at = member;
  }
  return at;
}

function find(root: Node, segments: readonly string[]): Node | undefined {
  let at: Node | undefined = root;
  for (const segment of segments) if (segment !== '[]') at = at?.members.get(segment);
  return at;
}

const ITEMS = 2;
/** How often what occurs anywhere in the definition may stand inside itself. */
const NESTED = 1;

function build(at: Node, root: Node, turn: number, nested: number): Json {
  if (at.isText) return JSON.stringify(buildOne(at, root, turn, nested, true));
  // A path such as $[0].id seldom means the flow's own input.
  if (at.isList && (at !== root || turn % 3 === 2))
    return Array.from({ length: ITEMS }, () => buildOne(at, root, turn, nested, true));
  return buildOne(at, root, turn, nested, at.isRich);
}

function buildOne(at: Node, root: Node, turn: number, nested: number, isRich: boolean): Json {
  const value = at.values[turn % Math.max(1, at.values.length)];
  if (at.members.size === 0 && value !== undefined) return value;
  // What runs on an item, or on what was cut out, may look for anything that occurs in the definition.
  const isWhole = nested < NESTED && (isRich || (at.members.size === 0 && turn % 4 === 1));
  const members = isWhole ? new Map([...root.members, ...at.members]) : at.members;
  if (members.size === 0) return 'text';
  const inner = isWhole ? nested + 1 : nested;
  return Object.fromEntries([...members].map(([name, member]) => [name, build(member, root, turn, inner)]));
}
