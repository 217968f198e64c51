import type { Account, Decision, Facts, Limits } from '../engine/decision.ts';
import type { Effect, SetTimer } from '../engine/effects.ts';
import type { HistoryEvent } from '../engine/events.ts';
import type { Flow } from '../engine/flow.ts';
import type { Input } from '../engine/inputs.ts';
import type { TokenSigner } from '../messages/token.ts';
import type { FlowStore, OutboxEntry } from '../ports/flow-store.ts';
import type { Poison } from './dead-letter.ts';
import { bugOf } from './faults.ts';
import type { DeliveredInput, FlowInputs } from './group-batch.ts';
import type { FlowCopy, LoadedFlow } from './load-flow.ts';
import type { Protocol } from './outbox.ts';

/** What the flow's open work needs; see the engine's `openEffects`. */
export type OpenEffects = (flow: Flow) => readonly Effect[];

export type Decide<Program> = (
  program: Program,
  flow: Flow,
  input: Input,
  facts: Facts,
) => Decision | Promise<Decision>;

/** What all decisions of one round share. */
export interface DecisionSetting<Program> {
  readonly decide: Decide<Program>;
  readonly openEffects: OpenEffects;
  readonly protocol: Protocol;
  readonly performs: FlowStore['performs'];
  readonly tokens: Pick<TokenSigner, 'sign'>;
  readonly limits: Limits;
  readonly account?: Account;
  /** Makes seeds differ between processes: offsets of records that travel in memory begin again at each start. */
  readonly salt: string;
  readonly now: number;
}

/** What a batch's inputs made of one flow. */
export interface Draft<Program> {
  readonly group: FlowInputs;
  readonly base: FlowCopy<Program>;
  flow: Flow;
  /** Some input was applied: the flow must be written. */
  isChanged: boolean;
  /** An input looked stale on a cached copy: the whole draft is void, and made again on a consistent read. */
  isVoid: boolean;
  /** All new ones, in order. */
  events: HistoryEvent[];
  effects: Effect[];
  /** Entries that the inputs caused now. */
  readonly added: OutboxEntry[];
  /** Entries that the inputs caused when they were delivered before. */
  readonly republished: OutboxEntry[];
  readonly poison: Poison[];
}

/** Decides the flow's inputs in order. A promise only where a decision is one. */
export function decideFlow<Program>(
  group: FlowInputs,
  loaded: LoadedFlow<Program>,
  hold: string | undefined,
  setting: DecisionSetting<Program>,
): Draft<Program> | Promise<Draft<Program>> {
  const draft = emptyDraft(group, loaded.copy);
  return decideFrom(0, draft, loaded.isCached && setting.protocol.rejudgeStale, hold, setting);
}

function decideFrom<Program>(
  start: number,
  draft: Draft<Program>,
  rejudge: boolean,
  hold: string | undefined,
  setting: DecisionSetting<Program>,
): Draft<Program> | Promise<Draft<Program>> {
  const { inputs } = draft.group;
  for (let index = start; index < inputs.length; index++) {
    const delivered = inputs[index] as DeliveredInput;
    const decision = decideInput(delivered, draft, hold, setting);
    if (decision instanceof Promise) {
      return decision.then(
        (settled) => {
          apply(settled, delivered, draft, rejudge, setting);
          return draft.isVoid ? draft : decideFrom(index + 1, draft, rejudge, hold, setting);
        },
        (thrown) => {
          draft.poison.push({ delivered, fault: bugOf(thrown) });
          return decideFrom(index + 1, draft, rejudge, hold, setting);
        },
      );
    }
    if (decision !== undefined) apply(decision, delivered, draft, rejudge, setting);
    if (draft.isVoid) return draft;
  }
  return draft;
}

function decideInput<Program>(
  delivered: DeliveredInput,
  draft: Draft<Program>,
  hold: string | undefined,
  { decide, limits, account, tokens, salt, now }: DecisionSetting<Program>,
): Decision | Promise<Decision> | undefined {
  const { flow } = draft;
  const facts: Facts = {
    now,
    seed: `${salt}:${flow.id}:${flow.eventCount}:${delivered.partition}:${delivered.offset}`,
    token: (ref) => tokens.sign(flow.id, ref),
    limits,
    ...(account === undefined ? undefined : { account }),
    ...(hold === undefined ? undefined : { hold }),
  };
  try {
    return decide(draft.base.program, flow, delivered.value.input, facts);
  } catch (thrown) {
    draft.poison.push({ delivered, fault: bugOf(thrown) });
    return undefined;
  }
}

function apply<Program>(
  decision: Decision,
  delivered: DeliveredInput,
  draft: Draft<Program>,
  rejudge: boolean,
  { protocol, performs, openEffects }: DecisionSetting<Program>,
): void {
  const { partition, offset } = delivered;
  if (!decision.applied && rejudge) {
    draft.isVoid = true;
    return;
  }
  if (draft.base.outbox.length > 0) {
    for (const entry of protocol.republish(draft.base.outbox, partition, offset)) draft.republished.push(entry);
  }
  if (!decision.applied) {
    const timer = timerToSetAgain(draft.flow, delivered.value.input, openEffects);
    if (timer) draft.republished.push({ partition, offset, effects: [timer], events: [] });
    return;
  }
  draft.flow = decision.flow;
  draft.isChanged = true;
  for (const event of decision.events) draft.events.push(event);
  for (const effect of decision.effects) draft.effects.push(effect);
  const effects = performs.size === 0 ? decision.effects : decision.effects.filter(({ type }) => !performs.has(type));
  const events = performs.has('RecordHistory') ? NO_EVENTS : decision.events;
  if (effects.length + events.length > 0) draft.added.push({ partition, offset, effects, events });
}

/**
 * A timer that answers nothing while one of its id is open fired for an earlier setting, which may have overwritten the present
 * one where an overtaken conductor published late.
 */
function timerToSetAgain(flow: Flow, input: Input, openEffects: OpenEffects): SetTimer | undefined {
  if (input.type !== 'FireTimer') return undefined;
  const id = `${input.kind}:${input.entry}.${input.attempt}`;
  return openEffects(flow).find((effect): effect is SetTimer => effect.type === 'SetTimer' && effect.id === id);
}

const NO_EVENTS: readonly HistoryEvent[] = [];

function emptyDraft<Program>(group: FlowInputs, base: FlowCopy<Program>): Draft<Program> {
  return {
    group,
    base,
    flow: base.flow,
    isChanged: false,
    isVoid: false,
    events: [],
    effects: [],
    added: [],
    republished: [],
    poison: [],
  };
}
