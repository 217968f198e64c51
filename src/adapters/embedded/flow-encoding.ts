import { isObject, type Json, setMember } from '../../asl/json.ts';
import type { Flow } from '../../engine/flow.ts';
import { createTextCache } from './text-cache.ts';

/** A stored state is the flow as JSON; a large one, whose payloads are shared, is this. */
interface Shared {
  readonly payloads: readonly Json[];
  /** Where in `flow` which payload stands. */
  readonly places: readonly Place[];
  readonly flow: Flow;
}
type Place = readonly [payload: number, ...path: readonly string[]];

/** Below this many characters sharing costs more than it saves. */
export const LARGE_STATE = 16_384;
/** Texts of outcomes, which stay the same objects from commit to commit. */
const outcomeTexts = new WeakMap<object, string>();
/** Texts of large payloads, for the same reason. Bounded: what a WeakMap holds outlives many a collection. */
const payloadTexts = createTextCache(4 * 1024 * 1024);

export interface EncodedFlow {
  readonly body: string;
  readonly isLarge: boolean;
}

/** `wasLarge`: the flow was, when it was stored last. Saves writing a large one out in full to see that it is large. */
export function encodeFlow(flow: Flow, wasLarge: boolean): EncodedFlow {
  if (!wasLarge) {
    const body = JSON.stringify(flow);
    if (body.length < LARGE_STATE) return { body, isLarge: false };
  }
  const body = encodeShared(flow);
  return { body, isLarge: body.length >= LARGE_STATE };
}

export function decodeFlow(body: string): Flow {
  const value = JSON.parse(body) as Flow | Shared;
  if (!('payloads' in value)) return value;
  for (const [payload, ...path] of value.places) replace(value.flow, path, value.payloads[payload] ?? null);
  return value.flow;
}

function encodeShared(flow: Flow): string {
  const payloads: string[] = [];
  const places: Place[] = [];
  const numbers = new Map<Json, number>();
  /** Takes the payload out, unless it is small, and leaves a 0 in its place. */
  function take(payload: Json, ...path: readonly string[]): Json {
    if (!isLargeEnough(payload)) return payload;
    let number = numbers.get(payload);
    if (number === undefined) {
      number = payloads.push(path.at(-1) === 'outcomes' ? outcomesText(payload) : textOf(payload)) - 1;
      numbers.set(payload, number);
    }
    places.push([number, ...path]);
    return 0;
  }
  const rest = takePayloads(flow, take, []);
  return `{"payloads":[${payloads.join(',')}],"places":${JSON.stringify(places)},"flow":${JSON.stringify(rest)}}`;
}

/** The members of a flow that hold payloads, and those on the way to them. */
const HOLDERS: ReadonlySet<string> = new Set(['visits', 'unfinished', 'phase', 'job', 'variables', 'outcomes']);
const PAYLOADS: ReadonlySet<string> = new Set(['input', 'output', 'items']);

type Take = (payload: Json, ...path: readonly string[]) => Json;

function takePayloads(holder: object, take: Take, path: readonly string[]): Json {
  const copy: Record<string, Json> = {};
  for (const [name, value] of Object.entries(holder) as [string, Json][]) {
    const parent = path.at(-1);
    const here = [...path, name];
    let taken = value;
    if (parent === 'variables' || (PAYLOADS.has(name) && parent !== 'visits')) taken = take(value, ...here);
    else if (name === 'outcomes' && Array.isArray(value)) taken = take(value, ...here);
    else if (isHolder(name, parent) && isObject(value)) taken = takePayloads(value, take, here);
    setMember(copy, name, taken);
  }
  return copy;
}
function isHolder(name: string, parent: string | undefined): boolean {
  return HOLDERS.has(name) || parent === 'visits' || parent === 'unfinished';
}

function isLargeEnough(payload: Json): boolean {
  return (typeof payload === 'object' && payload !== null) || (typeof payload === 'string' && payload.length > 64);
}
/** The outcomes of a fork or Map: a new array at each commit, of elements that stay the same objects. */
function outcomesText(outcomes: Json): string {
  return `[${(outcomes as readonly Json[]).map(outcomeText).join(',')}]`;
}
function outcomeText(outcome: Json): string {
  if (!isObject(outcome)) return JSON.stringify(outcome);
  let text = outcomeTexts.get(outcome);
  if (text === undefined) {
    text = JSON.stringify(outcome);
    outcomeTexts.set(outcome, text);
  }
  return text;
}
function textOf(payload: Json): string {
  if (typeof payload !== 'object' || payload === null) return JSON.stringify(payload);
  let text = payloadTexts.get(payload);
  if (text === undefined) {
    text = JSON.stringify(payload);
    if (text.length >= 1_024) payloadTexts.set(payload, text);
  }
  return text;
}

function replace(target: unknown, path: readonly string[], payload: Json): void {
  const last = path.at(-1);
  let holder = target as Record<string, unknown>;
  for (const name of path.slice(0, -1)) holder = holder[name] as Record<string, unknown>;
  if (last !== undefined) setMember(holder as Record<string, Json>, last, payload);
}
