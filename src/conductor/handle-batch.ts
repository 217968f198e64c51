import type { HistoryEvent } from '../engine/events.ts';
import type { Flow } from '../engine/flow.ts';
import { SfcError } from '../errors/sfc-error.ts';
import type { FlowStore, OutboxEntry } from '../ports/flow-store.ts';
import { commitWrites, writeOf } from './commit-drafts.ts';
import type { Poison } from './dead-letter.ts';
import { type DecisionSetting, type Draft, decideFlow } from './decide-flow.ts';
import { isPoison } from './faults.ts';
import { type DeliveredInput, type FlowInputs, groupBatch } from './group-batch.ts';
import type { FlowLoader, LoadedFlow } from './load-flow.ts';
import type { BatchPlace } from './outbox.ts';
import type { Publication } from './publish.ts';

export interface BatchShell<Program> {
  readonly flowStore: Pick<FlowStore, 'commit'>;
  readonly loader: FlowLoader<Program>;
  readonly holdOf: (blueprint: string) => string | undefined | Promise<string | undefined>;
  /** The decisions' shared setting, with the time that holds for one round. */
  readonly setting: () => DecisionSetting<Program>;
  /** Most rounds of one batch; a conflict costs one. */
  readonly maxRounds: number;
}

/** A write that is stored. */
export interface Commit {
  readonly flow: Flow;
  readonly revision: number;
  readonly events: readonly HistoryEvent[];
  /** The flow began with this write. */
  readonly isBeginning: boolean;
}

/** What is to be done once a batch's flows are stored. It fills up while the batch is handled. */
export interface BatchOutcome {
  readonly publications: Publication[];
  readonly poison: Poison[];
  readonly commits: Commit[];
}

/**
 * Loads, decides and commits the flows of a batch: round by round, the next one for those that met a conflict or looked stale
 * on a cached copy. Rejects with an outage; the outcome then holds what was stored before.
 */
export async function advanceFlows<Program>(
  batch: readonly DeliveredInput[],
  shell: BatchShell<Program>,
  outcome: BatchOutcome,
): Promise<void> {
  const [first] = batch;
  if (!first) return;
  const place: BatchPlace = { partition: first.partition, firstOffset: first.offset };
  const { groups, unreadable } = groupBatch(batch);
  for (const delivered of unreadable) outcome.poison.push({ delivered, fault: unreadableFault() });

  let open = groups;
  for (let round = 0; open.length > 0; round++) {
    if (round === shell.maxRounds) {
      throw new SfcError('SFC_FLOW_CONTENDED', `Other conductors changed flow ${open[0]?.flowId} ${round} times.`);
    }
    open = await runRound(open, round > 0, place, shell, outcome);
  }
}

async function runRound<Program>(
  groups: readonly FlowInputs[],
  consistent: boolean,
  place: BatchPlace,
  shell: BatchShell<Program>,
  outcome: BatchOutcome,
): Promise<readonly FlowInputs[]> {
  const setting = shell.setting();
  const draftsMade = groups.map((group) => draftOf(group, consistent, setting, shell, outcome));
  const drafts = draftsMade.some(isPromise) ? await Promise.all(draftsMade) : (draftsMade as Draft<Program>[]);

  const again: FlowInputs[] = [];
  const changed: Draft<Program>[] = [];
  for (const draft of drafts) {
    if (draft === undefined) continue;
    if (draft.isVoid) again.push(draft.group);
    else if (draft.isChanged) changed.push(draft);
    else settle(draft, draft.base.revision, draft.republished, outcome);
  }
  if (changed.length > 0) await commitChanged(changed, place, setting, shell, outcome, again);
  return again;
}

function draftOf<Program>(
  group: FlowInputs,
  consistent: boolean,
  setting: DecisionSetting<Program>,
  shell: BatchShell<Program>,
  outcome: BatchOutcome,
): Draft<Program> | undefined | Promise<Draft<Program> | undefined> {
  const loaded = shell.loader.load(group.flowId, consistent);
  if (!(loaded instanceof Promise)) return decideLoaded(group, loaded, setting, shell);
  return loaded.then(
    (flow) => decideLoaded(group, flow, setting, shell),
    (fault) => refuseFlow(group, fault, outcome),
  );
}

function decideLoaded<Program>(
  group: FlowInputs,
  loaded: LoadedFlow<Program>,
  setting: DecisionSetting<Program>,
  { holdOf }: BatchShell<Program>,
): Draft<Program> | Promise<Draft<Program>> {
  const hold = holdOf(loaded.copy.flow.blueprint);
  if (hold instanceof Promise) return hold.then((epoch) => decideFlow(group, loaded, epoch, setting));
  return decideFlow(group, loaded, hold, setting);
}

function refuseFlow(group: FlowInputs, fault: unknown, outcome: BatchOutcome): undefined {
  if (!isPoison(fault)) throw fault;
  for (const delivered of group.inputs) {
    if (!isHarmless(delivered, fault)) outcome.poison.push({ delivered, fault });
  }
}

/** SFC's own late timers and continuations of a flow that was removed tell nobody anything. */
function isHarmless({ value: { input } }: DeliveredInput, fault: SfcError): boolean {
  return fault.code === 'SFC_UNKNOWN_FLOW' && (input.type === 'FireTimer' || input.type === 'ContinueFlow');
}

async function commitChanged<Program>(
  drafts: readonly Draft<Program>[],
  place: BatchPlace,
  { protocol, openEffects }: DecisionSetting<Program>,
  { flowStore, loader }: BatchShell<Program>,
  outcome: BatchOutcome,
  again: FlowInputs[],
): Promise<void> {
  const writes = drafts.map((draft) => writeOf(draft, place, protocol, openEffects));
  const results = await commitWrites(flowStore, writes);
  drafts.forEach((draft, index) => {
    const { base, group, flow, events } = draft;
    const result = results[index] ?? 'conflict';
    if (result === 'committed') {
      const revision = base.revision + 1;
      loader.remember({ flow, revision, outbox: writes[index]?.outbox ?? [], program: base.program });
      const isBeginning = base.flow.startedAt === undefined && flow.startedAt !== undefined;
      outcome.commits.push({ flow, revision, events, isBeginning });
      settle(draft, revision, [...draft.republished, ...draft.added], outcome);
      return;
    }
    loader.forget(group.flowId);
    if (result === 'conflict') again.push(group);
    else for (const delivered of group.inputs) outcome.poison.push({ delivered, fault: result.fault });
  });
}

function settle<Program>(
  { flow, poison }: Draft<Program>,
  revision: number,
  entries: readonly OutboxEntry[],
  outcome: BatchOutcome,
): void {
  if (entries.length > 0) outcome.publications.push({ flow, revision, entries });
  for (const letter of poison) outcome.poison.push(letter);
}

function unreadableFault(): SfcError {
  return new SfcError('SFC_RECORD_UNREADABLE', 'The record on the inputs topic is not an input of a flow.');
}

function isPromise(value: unknown): value is Promise<unknown> {
  return value instanceof Promise;
}
