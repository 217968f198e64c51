import { readFileSync } from 'node:fs';
import type { Json, JsonObject } from '../../../src/asl/json.ts';

export const BLUEPRINTS = new URL('../../../blueprints/', import.meta.url);

export function readSample(path: string): string {
  return readFileSync(new URL(path, BLUEPRINTS), 'utf8');
}

/** The messages of a sample, as they are sent. */
export function eventsOf(sample: string): string[] {
  return readSample(`${sample}/events.jsonl`).split('\n').filter(Boolean);
}

export function inputOf(sample: string): JsonObject {
  return JSON.parse(readSample(`${sample}/input.json`)) as JsonObject;
}

/** The events of a scenario in a golden history. */
export function goldenEvents(sample: string, scenario: string): Json[] {
  const golden = JSON.parse(readSample(`${sample}/history.golden.json`)) as Record<string, { events: Json[] }>;
  return golden[scenario]?.events ?? [];
}

/** The value of the first message whose text has `part` in it. */
export function eventWith(sample: string, part: string): Json {
  const text = eventsOf(sample).find((line) => line.includes(part));
  if (text === undefined) throw new Error(`${sample} has no event with ${part}`);
  return JSON.parse(text) as Json;
}
