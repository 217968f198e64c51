import type { DatabaseSync } from 'node:sqlite';
import { EVENTS_PER_FLOW } from './schema.ts';
import { type TimerChange, timerProcedures } from './timer-procedures.ts';

/** One flow's write as it travels to the writer. A null status is the one that is stored already. */
export interface FlowRow {
  readonly number: number;
  readonly expectedRevision: number;
  readonly status: string | null;
  readonly body: string;
  readonly isLarge: boolean;
  readonly segment: SegmentRow | null;
  readonly timers: readonly TimerChange[] | null;
}
export interface SegmentRow {
  readonly firstEvent: number;
  readonly lastEvent: number;
  readonly body: string;
}

export function flowProcedures(database: DatabaseSync) {
  const { changeTimers } = timerProcedures(database);
  const insert = database.prepare(
    'INSERT INTO flows (flow_id, blueprint, status, revision, input_hash, body) VALUES (?, ?, ?, 0, ?, ?) ' +
      'ON CONFLICT (flow_id) DO NOTHING',
  );
  // The status stands in the index of open flows: an update that leaves it alone leaves the index alone.
  const advance = database.prepare(
    'UPDATE flows SET revision = revision + 1, body = ? WHERE number = ? AND revision = ?',
  );
  const advanceStatus = database.prepare(
    'UPDATE flows SET revision = revision + 1, body = ?, status = ? WHERE number = ? AND revision = ?',
  );
  const insertSegment = database.prepare('INSERT INTO segments (key, last_event, body) VALUES (?, ?, ?)');
  const lastSegment = database.prepare(
    'SELECT last_event FROM segments WHERE key >= ? AND key < ? ORDER BY key DESC LIMIT 1',
  );
  const removeFlow = database.prepare("DELETE FROM flows WHERE number = ? AND status NOT IN ('RUNNING', 'PAUSED')");
  const removeSegments = database.prepare('DELETE FROM segments WHERE key >= ? AND key < ?');
  const removeTimers = database.prepare('DELETE FROM timers WHERE flow_id = ?');
  const removeClaims = database.prepare('DELETE FROM claims WHERE flow_id = ?');
  const insertClaim = database.prepare('INSERT INTO claims (flow_id, token) VALUES (?, ?) ON CONFLICT DO NOTHING');

  function addSegment(flow: number, { firstEvent, lastEvent, body }: SegmentRow): void {
    insertSegment.run(flow * EVENTS_PER_FLOW + firstEvent, lastEvent, body);
  }
  function commitFlow(row: FlowRow): boolean {
    const { changes } =
      row.status === null
        ? advance.run(row.body, row.number, row.expectedRevision)
        : advanceStatus.run(row.body, row.status, row.number, row.expectedRevision);
    if (changes === 0) return false;
    if (row.segment !== null) addSegment(row.number, row.segment);
    if (row.timers !== null) changeTimers(row.timers);
    return true;
  }

  return {
    /** The flow's number, or null where its id is taken. */
    createFlow(flowId: string, blueprint: string, status: string, inputHash: string, body: string): number | null {
      const { changes, lastInsertRowid } = insert.run(flowId, blueprint, status, inputHash, body);
      return changes === 0 ? null : Number(lastInsertRowid);
    },
    /** For each row whether its revision was the expected one. */
    commitFlows(rows: readonly FlowRow[]): readonly boolean[] {
      return rows.map(commitFlow);
    },
    /** Stores the segment unless some of its events are stored: then nothing, and the id of the last stored event. */
    appendSegment(flow: number, segment: SegmentRow): number | null {
      const last = lastSegment.get(flow * EVENTS_PER_FLOW, (flow + 1) * EVENTS_PER_FLOW)?.['last_event'];
      if (last !== undefined && Number(last) >= segment.firstEvent) return Number(last);
      addSegment(flow, segment);
      return null;
    },
    /** False where the flow has not ended. */
    removeFlow(flow: number, flowId: string): boolean {
      if (removeFlow.run(flow).changes === 0) return false;
      removeSegments.run(flow * EVENTS_PER_FLOW, (flow + 1) * EVENTS_PER_FLOW);
      removeTimers.run(flowId);
      removeClaims.run(flowId);
      return true;
    },
    claim(flowId: string, token: string): boolean {
      return insertClaim.run(flowId, token).changes > 0;
    },
  };
}
