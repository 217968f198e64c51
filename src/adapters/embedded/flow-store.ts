import type { DatabaseSync } from 'node:sqlite';
import type { Effect } from '../../engine/effects.ts';
import type { Flow } from '../../engine/flow.ts';
import type { FlowId } from '../../engine/ids.ts';
import { SfcError } from '../../errors/sfc-error.ts';
import type { FlowStore, FlowWrite, StoredFlow } from '../../ports/flow-store.ts';
import { decodeFlow, encodeFlow, LARGE_STATE } from './flow-encoding.ts';
import type { FlowNumbers } from './flow-numbers.ts';
import type { FlowRow } from './flow-procedures.ts';
import { encodeEvents } from './history-encoding.ts';
import { corruptFile, guarded } from './store-error.ts';
import type { TimerChange } from './timer-procedures.ts';
import type { Writer } from './writer.ts';

const LAST_NUMBER = Number.MAX_SAFE_INTEGER;

export interface FlowStoreParts {
  readonly file: string;
  readonly database: DatabaseSync;
  readonly writer: Writer;
  readonly numbers: FlowNumbers;
  /** Told of the timers that a commit stored. */
  readonly onTimersStored: (changes: readonly TimerChange[]) => void;
  /** Told of a flow that was removed, for what lies outside the database. */
  readonly onRemoved: (flowId: FlowId) => Promise<void>;
}

export function createFlowStore({
  file,
  database,
  writer,
  numbers,
  onTimersStored,
  onRemoved,
}: FlowStoreParts): FlowStore {
  const select = database.prepare('SELECT number, revision, status, input_hash, body FROM flows WHERE flow_id = ?');
  const selectOpen = database.prepare(
    'SELECT number, blueprint, flow_id FROM flows INDEXED BY open_flows ' +
      "WHERE status IN ('RUNNING', 'PAUSED') AND number > ? ORDER BY number LIMIT ?",
  );
  const selectOpenOf = database.prepare(
    'SELECT number, blueprint, flow_id FROM flows INDEXED BY open_flows ' +
      "WHERE status IN ('RUNNING', 'PAUSED') AND number > ? AND blueprint = ? ORDER BY number LIMIT ?",
  );

  const selectLatest = database.prepare(
    'SELECT number, flow_id FROM flows WHERE number < ? ORDER BY number DESC LIMIT ?',
  );

  function read(flowId: FlowId): (StoredFlow & { readonly inputHash: string }) | undefined {
    const row = guarded(file, () => select.get(flowId));
    if (row === undefined) return undefined;
    const revision = Number(row['revision']);
    const body = String(row['body']);
    const isLarge = body.length >= LARGE_STATE;
    numbers.note(flowId, { number: Number(row['number']), revision, status: String(row['status']), isLarge });
    return { flow: parseFlow(flowId, body), revision, outbox: [], inputHash: String(row['input_hash']) };
  }
  function parseFlow(flowId: FlowId, body: string): Flow {
    try {
      return decodeFlow(body);
    } catch (cause) {
      throw new SfcError('SFC_FLOW_UNREADABLE', `The state of flow ${flowId} in ${file} is damaged.`, {
        cause,
        details: { file, flowId },
      });
    }
  }
  function toRow({ flow, expectedRevision, events, effects }: FlowWrite): FlowRow | undefined {
    const known = numbers.find(flow.id);
    if (known === undefined) return undefined;
    const [first] = events;
    const last = events.at(-1);
    const { body, isLarge } = encodeFlow(flow, known.isLarge);
    const isStatusStored = known.revision === expectedRevision && known.status === flow.status;
    return {
      number: known.number,
      expectedRevision,
      status: isStatusStored ? null : flow.status,
      body,
      isLarge,
      segment:
        first === undefined || last === undefined
          ? null
          : { firstEvent: first.id, lastEvent: last.id, body: encodeEvents(events) },
      timers: timerChanges(flow.id, effects),
    };
  }

  return {
    performs: new Set(['SetTimer', 'CancelTimer', 'RecordHistory'] as const),

    async create(accepted, inputHash) {
      const { id, blueprint, status } = accepted;
      const { body, isLarge } = encodeFlow(accepted, false);
      const number = await writer.submit('createFlow', id, blueprint, status, inputHash, body);
      if (number !== null) {
        numbers.note(id, { number, revision: 0, status, isLarge });
        return { created: true };
      }
      const existing = read(id);
      if (existing === undefined) throw corruptFile(file, `flow ${id} is in an index but not in its table`);
      return { created: false, inputHash: existing.inputHash, existing: existing.flow };
    },

    async load(flowId) {
      const found = read(flowId);
      if (found === undefined) return undefined;
      return { flow: found.flow, revision: found.revision, outbox: found.outbox };
    },

    async commit(writes) {
      const rows = guarded(file, () => writes.map(toRow));
      const outcomes = await writer.submit(
        'commitFlows',
        rows.filter((row) => row !== undefined),
      );
      let next = 0;
      return writes.map(({ flow }, index) => {
        const row = rows[index];
        if (row === undefined) return 'conflict';
        const isCommitted = outcomes[next++] === true;
        if (!isCommitted) {
          numbers.forget(flow.id);
          return 'conflict';
        }
        const { number, isLarge } = row;
        numbers.note(flow.id, { number, revision: row.expectedRevision + 1, status: flow.status, isLarge });
        if (row.timers !== null) onTimersStored(row.timers);
        return 'committed';
      });
    },

    async openFlows({ after, limit, blueprint }) {
      const from = after === undefined ? 0 : Number(after);
      const rows = guarded(file, () =>
        blueprint === undefined ? selectOpen.all(from, limit) : selectOpenOf.all(from, blueprint, limit),
      );
      const items = rows.map((row) => row['flow_id'] as FlowId);
      const last = rows.at(-1);
      return rows.length < limit || last === undefined ? { items } : { items, nextAfter: String(last['number']) };
    },

    async latestFlows({ before, limit }) {
      const rows = guarded(file, () => selectLatest.all(before === undefined ? LAST_NUMBER : Number(before), limit));
      const items = rows.map((row) => row['flow_id'] as FlowId);
      const last = rows.at(-1);
      return rows.length < limit || last === undefined ? { items } : { items, nextBefore: String(last['number']) };
    },

    async remove(flowId) {
      const known = guarded(file, () => numbers.find(flowId));
      if (known === undefined) return;
      if (!(await writer.submit('removeFlow', known.number, flowId))) {
        if (read(flowId) === undefined) return;
        throw new SfcError('SFC_PRECONDITION_FAILED', `Flow ${flowId} has not ended.`, {
          hint: 'Stop the flow first.',
        });
      }
      numbers.forget(flowId);
      await onRemoved(flowId);
    },
  };
}

function timerChanges(flowId: FlowId, effects: readonly Effect[]): TimerChange[] | null {
  let changes: TimerChange[] | null = null;
  for (const effect of effects) {
    if (effect.type === 'SetTimer') {
      const { id, dueTime, kind, entry, attempt } = effect;
      changes ??= [];
      changes.push({ flowId, id, dueTime, kind, entry, attempt });
    } else if (effect.type === 'CancelTimer') {
      changes ??= [];
      changes.push({ flowId, id: effect.id, dueTime: null });
    }
  }
  return changes;
}
