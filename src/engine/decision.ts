import type { Effect } from './effects.ts';
import type { HistoryEvent } from './events.ts';
import type { Flow } from './flow.ts';
import type { TokenRef } from './ids.ts';
import type { Probe } from './probe.ts';
import type { TraceEntry } from './trace.ts';

/** What a decision may know of the world: it comes with the input and is the same when the decision is repeated. */
export interface Facts {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Seeds the decision's random numbers (jitter, States.UUID, $random …). */
  readonly seed: string;
  /** The blueprint is stopped with `Pause`: tasks are held under this name. */
  readonly hold?: string;
  /** The signed token of a job: the processor's way to answer, `$$.Task.Token`. */
  readonly token: (ref: TokenRef) => string;
  /** The account that ARNs in the context object and the history name. */
  readonly account?: Account;
  /** Most events one decision records before it continues later, and most that a flow may have. */
  readonly limits: Limits;
  /** Told what the flow does in its states, as it does it. */
  readonly trace?: (entry: TraceEntry) => void;
  /** Only where one state is tested on its own. */
  readonly probe?: Probe;
}

export interface Account {
  readonly id: string;
  readonly region: string;
  /** The role of every flow; absent, each blueprint has one by its name. */
  readonly roleArn?: string;
}

export interface Limits {
  readonly eventsPerDecision: number;
  readonly eventsPerFlow: number;
  /** Largest payload of a state's input, output or result, in bytes of UTF-8 JSON. */
  readonly payloadBytes: number;
}

/** `applied` is false where the input answered nothing that is open: then flow is the one given, and there is nothing to do. */
export interface Decision {
  readonly applied: boolean;
  readonly flow: Flow;
  readonly events: readonly HistoryEvent[];
  readonly effects: readonly Effect[];
}
