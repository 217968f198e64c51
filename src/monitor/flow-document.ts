import { isObject, type Json } from '../asl/json.ts';
import type { Flow } from '../engine/flow.ts';
import type { FlowDocument } from '../ports/flow-index.ts';

const MAX_STATES = 20;
const EXCERPT = 500;
const excerpts = new WeakMap<object, string>();

/** What the index holds of a flow. `updatedAt`: when this revision was committed, milliseconds since the epoch. */
export function flowDocument(flow: Flow, revision: number, updatedAt: number): FlowDocument {
  const { endedAt, error } = flow;
  return {
    flowId: flow.id,
    revision,
    name: flow.name,
    blueprint: flow.blueprint,
    version: flow.version,
    status: flow.status,
    run: flow.run,
    startedAt: flow.acceptedAt,
    updatedAt,
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(error === undefined ? {} : { error: error.error }),
    ...(error?.cause === undefined ? {} : { cause: error.cause.slice(0, EXCERPT) }),
    states: openStates(flow),
    text: [flow.name, error?.error ?? '', error?.cause?.slice(0, EXCERPT) ?? '', excerptOf(flow.input)]
      .join(' ')
      .trim(),
  };
}

function openStates(flow: Flow): string[] {
  const names = new Set<string>();
  for (const entry in flow.visits) {
    const visit = flow.visits[entry];
    if (visit !== undefined) names.add(visit.state);
    if (names.size === MAX_STATES) break;
  }
  return [...names];
}

/** The beginning of the input's texts and numbers. It costs no more than what it takes, however large the input is. */
function excerptOf(input: Json): string {
  if (typeof input !== 'object' || input === null) return String(input).slice(0, EXCERPT);
  const known = excerpts.get(input);
  if (known !== undefined) return known;
  const words: string[] = [];
  collect(input, words, EXCERPT);
  const text = words.join(' ').slice(0, EXCERPT);
  excerpts.set(input, text);
  return text;
}

/** Gives the room that is left. */
function collect(value: Json, words: string[], room: number): number {
  if (room <= 0) return 0;
  if (typeof value === 'string' || typeof value === 'number') {
    const word = String(value).slice(0, room);
    words.push(word);
    return room - word.length - 1;
  }
  if (Array.isArray(value))
    return value.slice(0, room).reduce<number>((left, item) => collect(item, words, left), room);
  if (!isObject(value)) return room;
  let left = room;
  for (const key in value) {
    if (left <= 0) break;
    left = collect(value[key] ?? null, words, left);
  }
  return left;
}
