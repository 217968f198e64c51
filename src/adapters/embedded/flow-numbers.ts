import type { DatabaseSync } from 'node:sqlite';

/** What the last read or write of a flow showed: saves a look-up per commit. */
export interface KnownFlow {
  readonly number: number;
  readonly revision: number;
  readonly status: string;
  /** Its state was large when it was last seen. */
  readonly isLarge: boolean;
}

const MOST_KNOWN = 10_000;

/** Rows of flows by id; bounded, the least recently noted is forgotten first. */
export function createFlowNumbers(database: DatabaseSync) {
  const known = new Map<string, KnownFlow>();
  const select = database.prepare('SELECT number, revision, status FROM flows WHERE flow_id = ?');

  function note(flowId: string, flow: KnownFlow): void {
    known.delete(flowId);
    known.set(flowId, flow);
    if (known.size > MOST_KNOWN) {
      for (const oldest of known.keys()) {
        known.delete(oldest);
        break;
      }
    }
  }
  return {
    note,
    forget: (flowId: string) => void known.delete(flowId),
    /** Undefined where no flow has this id. The number holds; revision and status may be outdated. */
    find(flowId: string): KnownFlow | undefined {
      const found = known.get(flowId);
      if (found !== undefined) return found;
      const row = select.get(flowId);
      if (row === undefined) return undefined;
      const flow = {
        number: Number(row['number']),
        revision: Number(row['revision']),
        status: String(row['status']),
        isLarge: false,
      };
      note(flowId, flow);
      return flow;
    },
  };
}
export type FlowNumbers = ReturnType<typeof createFlowNumbers>;
