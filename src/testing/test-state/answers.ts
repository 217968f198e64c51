import { itemsOfText } from '../../asl/items/items-of-text.ts';
import { MOST_ITEMS, type ReaderConfig } from '../../asl/items/reader-config.ts';
import { isObject, type Json } from '../../asl/json.ts';
import type { JobCall } from '../../engine/effects.ts';
import type { Seen } from '../../engine/probe.ts';
import type { Answer, StateRun } from '../../engine/run-state.ts';
import { EXCEEDED } from '../../engine/states/map-results.ts';
import { toleratedFailures } from '../../engine/tolerance.ts';
import { invalid } from './refusal.ts';
import type { StateConfiguration } from './request.ts';

/** What a tested state's work is answered with. */
export interface Answers {
  /** Absent only for a Task. */
  readonly mocked: Answer | undefined;
  readonly configuration: StateConfiguration;
  /** Does the job of a Task without a mock. */
  readonly perform: ((job: JobCall) => Answer | Promise<Answer>) | undefined;
  /** What the engine has shown so far. */
  readonly seen: () => Seen;
  readonly show: (seen: Seen) => void;
}

/** The mock, in the situation that the request's configuration describes. */
export function answersOf(answers: Answers): Pick<StateRun, 'perform' | 'read' | 'children'> {
  const { mocked, perform } = answers;
  return {
    perform: (job) => mocked ?? (perform ?? unperformed)(job),
    read: (job) => readItems(answers, job),
    children: (itemCount) => childrenGive(answers, itemCount),
  };
}

function unperformed(): never {
  throw invalid('A Task is tested with a mock here: give its result or its errorOutput.');
}

/** The items in the text that an ItemReader is said to read. A manifest names others, whose text nobody gave. */
function readItems(answers: Answers, { input, reader = {} }: JobCall): ReturnType<StateRun['read']> {
  const data = answers.configuration.mapItemReaderData;
  if (data === undefined || reader.inputType === 'MANIFEST') return undefined;
  const config: ReaderConfig = { inputType: 'JSON', ...reader };
  const items = itemsOfText(data, config, config.maxItems || MOST_ITEMS);
  if (!items.ok) return items;
  if (config.itemsPointer !== undefined) answers.show({ afterItemsPointer: items.value });
  return { output: { items: items.value, sources: [{ from: 0, uri: uriOf(input) }] } };
}

function uriOf(place: Json): string {
  const { Bucket: bucket, Key: key } = isObject(place) ? place : {};
  return `s3://${[bucket, key].filter((part) => typeof part === 'string').join('/')}`;
}

/** Iterations are said to have failed; a Map that does not say how many it tolerates has the mocked result all the same. */
function childrenGive({ mocked = { output: null }, configuration, seen }: Answers, itemCount: number): Answer {
  const { mapIterationFailureCount: failures } = configuration;
  if (failures === undefined || 'error' in mocked) return mocked;
  if (itemCount > 0 && failures > itemCount)
    throw invalid('mapIterationFailureCount cannot exceed the number of items in the input.');
  const { toleratedCount: count, toleratedPercentage: percentage } = seen().settings ?? {};
  if (count === undefined && percentage === undefined) return mocked;
  return failures > toleratedFailures(itemCount, count, percentage) ? { error: EXCEEDED } : mocked;
}
