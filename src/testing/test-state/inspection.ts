import type { Json } from '../../asl/json.ts';
import type { CompiledState } from '../../asl/program.ts';
import type { Seen } from '../../engine/probe.ts';

/** InspectionData of AWS's TestState. What is JSON there is JSON text. */
export interface InspectionData {
  readonly input?: string;
  readonly afterInputPath?: string;
  readonly afterParameters?: string;
  readonly afterArguments?: string;
  readonly afterItemsPath?: string;
  readonly afterItemSelector?: string;
  readonly afterItemBatcher?: string;
  readonly afterItemsPointer?: string;
  readonly result?: string;
  readonly afterResultSelector?: string;
  readonly afterResultPath?: string;
  /** After the state: those of the request and those that it assigned. */
  readonly variables?: string;
  readonly maxConcurrency?: number;
  readonly toleratedFailureCount?: number;
  readonly toleratedFailurePercentage?: number;
  readonly errorDetails?: ErrorDetails;
  readonly request?: HttpMessage;
  readonly response?: HttpMessage;
}

/** Which retrier or catcher handles the error. */
export interface ErrorDetails {
  readonly catchIndex?: number;
  readonly retryIndex?: number;
  readonly retryBackoffIntervalSeconds?: number;
}

/** What an HTTP task sends or gets; at level TRACE. */
export interface HttpMessage {
  readonly protocol?: string;
  readonly method?: string;
  readonly url?: string;
  readonly statusCode?: string;
  readonly statusMessage?: string;
  readonly headers?: string;
  readonly body?: string;
}

type DataField = 'afterInputPath' | 'afterParameters' | 'result' | 'afterResultSelector' | 'afterResultPath';

/** What TestState shows of a JSONPath state's data flow. Of a Pass with a Result, the engine itself shows no input. */
const SHOWN_OF_JSONPATH: Readonly<Record<CompiledState['type'], readonly (DataField | 'afterItemsPath')[]>> = {
  Pass: ['afterInputPath', 'afterParameters', 'result', 'afterResultSelector', 'afterResultPath'],
  Task: ['afterInputPath', 'afterParameters', 'result', 'afterResultSelector', 'afterResultPath'],
  Choice: ['afterInputPath'],
  Wait: ['afterInputPath'],
  Succeed: ['afterInputPath'],
  Fail: ['afterInputPath'],
  Parallel: ['afterResultSelector', 'afterResultPath'],
  Map: ['afterInputPath', 'afterItemsPath', 'afterResultSelector', 'afterResultPath'],
  Join: ['afterInputPath', 'result', 'afterResultSelector', 'afterResultPath'],
};
/** What else there is to show beside the data flow. */
export interface Inspected {
  readonly input: Json;
  readonly seen: Seen;
  readonly variables: Json | undefined;
  readonly errorDetails: ErrorDetails | undefined;
}

/** What AWS shows of a tested state at the levels DEBUG and TRACE; absent what it does not show of such a state. */
export function inspectionOf(
  state: CompiledState,
  { input, seen, variables, errorDetails }: Inspected,
): InspectionData {
  return withoutAbsent({
    input: text(input),
    ...dataFlowOf(state, state.type === 'Fail' ? { ...seen, afterInputPath: input } : seen),
    afterItemSelector: text(seen.afterItemSelector),
    afterItemBatcher: text(seen.afterItemBatcher),
    afterItemsPointer: text(seen.afterItemsPointer),
    variables: text(variables),
    maxConcurrency: seen.settings?.maxConcurrency,
    toleratedFailureCount: seen.settings?.toleratedCount,
    toleratedFailurePercentage: seen.settings?.toleratedPercentage,
    errorDetails,
  });
}

function dataFlowOf(state: CompiledState, seen: Seen): { readonly [field: string]: string | undefined } {
  if (state.language === 'JSONPath')
    return Object.fromEntries(SHOWN_OF_JSONPATH[state.type].map((name) => [name, text(seen[name])]));
  if (state.type !== 'Task') return {};
  return { afterArguments: text(seen.afterParameters), result: text(seen.result) };
}

function text(value: Json | undefined): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The object without the members that are undefined. */
function withoutAbsent<T extends object>(object: T): Present<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Present<T>;
}
