/** Where a conductor can be made to die; `most`: the largest number of passages that it survives before. */
export const CRASH_POINTS = {
  opened: { most: 0, where: 'at the start, when the directory is open and nothing is read' },
  recovery: { most: 0, where: 'while the start performs the open effects of open flows again' },
  accepted: { most: 12, where: 'a flow is stored as accepted; its start is not answered and not sent' },
  loaded: { most: 4, where: 'a flow was read from the store' },
  decided: { most: 40, where: 'flows are decided and nothing is stored' },
  transaction: { most: 60, where: 'in the middle of a transaction: rows written, not committed' },
  committing: { most: 60, where: 'while SQLite commits' },
  checkpoint: { most: 60, where: "while the writer's checkpoint copies pages into the database" },
  committed: { most: 40, where: 'flows are stored and nothing is published' },
  publishing: { most: 20, where: 'half of the jobs are published' },
  handled: { most: 40, where: 'inputs are stored and published, and not acknowledged' },
  dispatched: { most: 30, where: 'a worker has the job, perhaps its service too, and has no result' },
  performed: { most: 30, where: 'a job is done and its result is not sent' },
  claimed: { most: 1, where: 'an AtMostOnce job is claimed and not called' },
  expected: { most: 4, where: 'a request that waits for a reply is stored and not sent' },
  forwarded: { most: 8, where: 'an async job is on its topic and its flow does not know' },
  'reply-received': { most: 6, where: 'a reply was received and is not stored' },
  'reply-matched': { most: 3, where: 'a reply has met its request and is not sent as a result' },
  'reply-handled': { most: 6, where: 'a reply is sent as a result and not acknowledged' },
  'trigger-handled': { most: 6, where: 'a trigger message has started its flow and is not acknowledged' },
  'timer-fired': { most: 6, where: 'timers have fired and are not removed' },
  appended: { most: 20, where: 'records or verbs of clients are stored and not answered' },
  indexing: { most: 3, where: 'in the middle of a transaction of the index' },
} as const satisfies Record<string, { readonly most: number; readonly where: string }>;

export type CrashPoint = keyof typeof CRASH_POINTS;
export const POINT_NAMES: readonly CrashPoint[] = Object.keys(CRASH_POINTS) as CrashPoint[];

/** Die at the passage after `survived` passages of the point, `delayMs` later where it is one that has a duration. */
export interface CrashPlan {
  readonly point: CrashPoint;
  readonly survived: number;
  readonly delayMs: number;
}
