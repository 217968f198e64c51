import { isObject, type Json } from '../../src/asl/json.ts';
import type { Simulation } from '../../src/testing/simulate.ts';
import { type PlausibleData, segmentsOf } from './plausible-data.ts';

/** What the tries with a definition have taught: data that some state needs and that an earlier one has to give. */
export interface Repairs {
  /** Learns from a run that failed for want of data. */
  readonly learn: (run: Simulation, states: ReadonlyMap<string, Json>) => void;
  /** Adds what was learned to a job's output, or to the input of the flow (`''`). */
  readonly apply: (producer: string, value: Json) => Json;
}

interface Patch {
  readonly segments: readonly string[];
  readonly value: Json;
}

export function createRepairs(data: PlausibleData): Repairs {
  const patches = new Map<string, Patch[]>();
  const seen = new Map<string, number>();

  return {
    learn: (run, states) => {
      const want = wantOf(run.cause ?? '', states);
      if (want === undefined) return;
      const key = `${want.state} ${want.segments.join('.')}`;
      const times = seen.get(key) ?? 0;
      seen.set(key, times + 1);
      const place = producerOf(run, states, want, times);
      const value = want.isList ? [data.object(times), data.object(times + 1)] : data.at(want.segments, times);
      patches.set(place.producer, [...(patches.get(place.producer) ?? []), { segments: place.segments, value }]);
    },
    apply: (producer, value) => {
      let patched = value;
      for (const { segments, value: part } of patches.get(producer) ?? []) patched = withPart(patched, segments, part);
      return patched;
    },
  };
}

interface Want {
  readonly state: string;
  readonly segments: readonly string[];
  readonly isList: boolean;
}

function wantOf(cause: string, states: ReadonlyMap<string, Json>): Want | undefined {
  const state = /executing the state '([^']+)'/.exec(cause)?.[1];
  if (state === undefined) return undefined;
  const definition = states.get(state);
  const noList = /The value for the field '(ItemsPath)' must be an array/.exec(cause);
  if (noList !== null) {
    const path = isObject(definition) ? (definition['ItemsPath'] ?? '$') : '$';
    return { state, segments: segmentsOf(String(path)), isList: true };
  }
  const path =
    /The JSONPath '(\$[^$].*?)' specified/.exec(cause)?.[1] ??
    /argument for the field '(\$[^$].*?)' could not/.exec(cause)?.[1] ??
    /Invalid path '(\$.*?)'\s*:/.exec(cause)?.[1];
  if (path === undefined) return undefined;
  return { state, segments: segmentsOf(path), isList: isItemsPath(definition, path) };
}

function isItemsPath(definition: Json | undefined, path: string): boolean {
  return isObject(definition) && definition['ItemsPath'] === path;
}

/** The Task before the state that failed, in its own scope if there is one; the `back`th one where nearer ones did not help. */
function producerOf(run: Simulation, states: ReadonlyMap<string, Json>, want: Want, back: number) {
  const at = run.path.findLastIndex(({ state }) => state === want.state);
  const before = run.path.slice(0, Math.max(0, at));
  const scope = run.path[at]?.parent;
  const around = run.path.find(({ eventId }) => eventId === scope);
  const own = before.filter(({ type, parent }) => type === 'Task' && parent === scope);
  const outer = before.filter(({ type, parent }) => type === 'Task' && parent !== scope);
  const producers = [...outer, ...own].map(({ state }) => state).reverse();
  const producer = producers[back % (producers.length + 1)] ?? '';
  const isInScope = own.some(({ state }) => state === producer);
  const items = !isInScope && around?.type === 'Map' ? itemsOf(states.get(around.state)) : [];
  return { producer, segments: relative([...items, ...want.segments], states.get(producer)) };
}

function itemsOf(map: Json | undefined): string[] {
  const path = isObject(map) && typeof map['ItemsPath'] === 'string' ? map['ItemsPath'] : '$';
  return [...segmentsOf(path), '[]'];
}

/** Where the value has to stand in the producer's result, so that its own fields bring it to the place. */
function relative(segments: readonly string[], producer: Json | undefined): readonly string[] {
  if (!isObject(producer)) return segments;
  const { OutputPath, ResultPath, ResultSelector } = producer;
  let place = [...(typeof OutputPath === 'string' ? segmentsOf(OutputPath) : []), ...segments];
  const target = typeof ResultPath === 'string' ? segmentsOf(ResultPath) : [];
  if (target.every((segment, index) => place[index] === segment)) place = place.slice(target.length);
  const [first = '', ...rest] = place;
  const selected = isObject(ResultSelector) ? ResultSelector[`${first}.$`] : undefined;
  return typeof selected === 'string' ? [...segmentsOf(selected), ...rest] : place;
}

function withPart(value: Json, [first, ...rest]: readonly string[], part: Json): Json {
  if (first === undefined) return isObject(value) && isObject(part) ? { ...value, ...part } : part;
  if (first === '[]') {
    const items = Array.isArray(value) && value.length > 0 ? value : [{}, {}];
    return items.map((item: Json) => withPart(item, rest, part));
  }
  if (Array.isArray(value)) return value.map((item: Json) => withPart(item, [first, ...rest], part));
  const object = isObject(value) ? value : {};
  return { ...object, [first]: withPart(object[first] ?? {}, rest, part) };
}
