import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Embedded, openEmbedded } from '../../../src/adapters/embedded/open-embedded.ts';
import type { HistoryEvent } from '../../../src/engine/events.ts';
import type { Flow } from '../../../src/engine/flow.ts';
import { directorySigningKey } from '../../../src/local/signing-key.ts';
import { createTokenSigner } from '../../../src/messages/token.ts';
import type { StoredFlow } from '../../../src/ports/flow-store.ts';
import { type CrashBlueprint, TRIGGER_TOPIC } from './blueprints.ts';
import type { CallReport } from './call-record.ts';
import { checkHistory } from './check-history.ts';
import { createExpectation } from './expected.ts';
import { scheduledByState } from './history-shape.ts';
import type { Work } from './jobs.ts';
import type { Sent } from './traffic.ts';
import type { Violations } from './violations.ts';

export interface StoreCheck {
  readonly directory: string;
  readonly blueprints: readonly CrashBlueprint[];
  readonly sent: Sent;
  readonly calls: CallReport;
  readonly violations: Violations;
}

/** Opens what the last conductor left behind and holds it against all that was promised. Gives the number of flows. */
export async function checkStore(check: StoreCheck): Promise<number> {
  const ports = await openEmbedded({ directory: check.directory, clock: { now: Date.now } });
  try {
    const flows = await checkFlows(ports, check);
    await checkIndex(ports, flows, check.violations);
    return flows.size;
  } finally {
    await ports.close();
    checkTables(check);
  }
}

async function checkFlows(ports: Embedded, check: StoreCheck): Promise<Map<string, StoredFlow>> {
  const { violations, blueprints, sent } = check;
  const expect = createExpectation(blueprints, violations);
  const flows = new Map<string, StoredFlow>();
  const scheduled = createScheduled();
  for await (const stored of allFlows(ports)) {
    const { flow } = stored;
    flows.set(flow.id, stored);
    if (flow.endedAt === undefined) {
      violations.add('a flow is stuck', flow.id, [
        flow.blueprint,
        Object.values(flow.visits).map(({ state, phase }) => [state, phase]),
      ]);
      continue;
    }
    const events = await ports.historyStore.read(flow.id, { limit: 10_000 });
    checkHistory(flow, events, violations);
    await expect(flow, events);
    scheduled.add(flow, events);
  }
  for (const [flowId, { blueprint, input }] of sent.started) {
    const flow = flows.get(flowId)?.flow;
    if (flow === undefined) violations.add('an accepted flow is lost', flowId, blueprint);
    else if (flow.name !== input.id || (flow.input as Work).id !== input.id)
      violations.add('a flow has the input of another', flowId, flow.input);
  }
  checkCalls(check, flows, scheduled);
  checkTriggers(check, flows);
  return flows;
}

async function* allFlows({ flowStore }: Embedded): AsyncGenerator<StoredFlow> {
  let before: string | undefined;
  do {
    const page = await flowStore.latestFlows({ limit: 500, ...(before === undefined ? {} : { before }) });
    for (const id of page.items) {
      const stored = await flowStore.load(id);
      if (stored !== undefined) yield stored;
    }
    before = page.nextBefore;
  } while (before !== undefined);
}

/** Jobs by `TASK ID`. */
function createScheduled() {
  const jobs = new Map<string, { count: number; isExact: boolean }>();
  return {
    jobs,
    add: ({ blueprint, status, input }: Flow, events: readonly HistoryEvent[]) => {
      for (const [state, count] of scheduledByState(events)) {
        const key = `${blueprint}.${state} ${(input as Work).id}`;
        const known = jobs.get(key) ?? { count: 0, isExact: true };
        // A job that was stopped or may be called only once need not have been called.
        const isExact = known.isExact && status !== 'ABORTED' && blueprint !== 'once' && blueprint !== 'silent';
        jobs.set(key, { count: known.count + count, isExact });
      }
    },
  };
}

/** Each job was performed, under a token of its own; repetitions have the token of the first call. */
function checkCalls(
  { directory, calls, violations }: StoreCheck,
  flows: ReadonlyMap<string, StoredFlow>,
  { jobs }: ReturnType<typeof createScheduled>,
): void {
  const { read } = createTokenSigner(directorySigningKey(directory));
  for (const complaint of calls.complaints) violations.add('a service complains', '', complaint);
  for (const [key, { count, isExact }] of jobs) {
    const performed = calls.tokens[key]?.length ?? 0;
    if (performed > count) violations.add('a job has two tokens', key, calls.tokens[key]);
    if (performed < count && isExact && !key.startsWith('silent.'))
      violations.add('a job was not performed', key, [performed, count]);
  }
  for (const [key, tokens] of Object.entries(calls.tokens)) {
    if (!jobs.has(key)) violations.add('a job was performed that no history knows', key, tokens);
    for (const token of tokens) {
      const flow = flows.get(read(token).flowId)?.flow;
      if (!key.endsWith(` ${(flow?.input as Work | undefined)?.id}`))
        violations.add('a token is of another flow', key, token);
    }
  }
  for (const [token, count] of Object.entries(calls.repeated)) {
    const flow = flows.get(read(token).flowId)?.flow;
    if (flow?.blueprint === 'once') violations.add('an AtMostOnce job was performed twice', token, count);
  }
}

/** Each message started one flow of each blueprint, as named. */
function checkTriggers({ directory, sent, violations }: StoreCheck, flows: ReadonlyMap<string, StoredFlow>): void {
  const records = triggerRecords(directory);
  const places = new Map<string, number>();
  const names = new Map<string, number>();
  for (const { flow } of flows.values()) {
    if (flow.blueprint === 'triggered') {
      const { partition, offset } = (flow.startedBy?.['trigger'] ?? {}) as { partition?: number; offset?: number };
      bump(places, `${partition}/${offset} ${(flow.input as Work).id}`);
    } else if (flow.blueprint === 'triggered-by-name') bump(names, flow.name);
  }
  for (const { place, id } of records) {
    if (places.get(`${place} ${id}`) !== 1)
      violations.add('a message started not one flow', place, places.get(`${place} ${id}`) ?? 0);
    if (names.get(id) !== 1) violations.add('a named message started not one flow', id, names.get(id) ?? 0);
  }
  if (places.size !== records.length)
    violations.add('flows were started by no message', '', [places.size, records.length]);
  const ids = new Set(records.map(({ id }) => id));
  if (names.size !== ids.size) violations.add('named flows were started by no message', '', [names.size, ids.size]);
  for (const id of sent.triggers) if (!ids.has(id)) violations.add('a stored message is lost', id);
}

function bump(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function triggerRecords(directory: string): { readonly place: string; readonly id: string }[] {
  const database = new DatabaseSync(join(directory, 'sfc.db'), { readOnly: true });
  const rows = database
    .prepare('SELECT partition, offset, value FROM records WHERE topic = (SELECT id FROM topics WHERE name = ?)')
    .all(TRIGGER_TOPIC);
  database.close();
  return rows.map((row) => ({
    place: `${row['partition']}/${row['offset']}`,
    id: (JSON.parse(String(row['value'])) as Work).id,
  }));
}

async function checkIndex(ports: Embedded, flows: ReadonlyMap<string, StoredFlow>, { add }: Violations): Promise<void> {
  const left = new Map(flows);
  let cursor: string | undefined;
  do {
    const page = await ports.flowIndex.search({ limit: 500, ...(cursor === undefined ? {} : { cursor }) });
    for (const { flowId, revision, status, blueprint, name, run } of page.items) {
      const stored = left.get(flowId);
      left.delete(flowId);
      const { flow } = stored ?? {};
      const isSame = flow?.status === status && flow.blueprint === blueprint && flow.name === name && flow.run === run;
      if (!isSame || stored?.revision !== revision)
        add('the index differs from the store', flowId, [status, revision, flow?.status, stored?.revision]);
    }
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  for (const [flowId, { flow }] of left) add('the index lacks a flow', flowId, flow.status);
  const counted = (await ports.flowIndex.counts()).reduce((sum, { count }) => sum + count, 0);
  if (counted !== flows.size) add('the index counts wrongly', '', [counted, flows.size]);
}

/** Nothing is left over: no timer, no input, no dead letter; and the file is whole. */
function checkTables({ directory, violations: { add } }: StoreCheck): void {
  const database = new DatabaseSync(join(directory, 'sfc.db'), { readOnly: true });
  const count = (sql: string) => Number(database.prepare(sql).get()?.['count']);
  const recordsOf = (topic: string) =>
    count(`SELECT count(*) AS count FROM records JOIN topics ON topics.id = records.topic WHERE name = '${topic}'`);
  const left = {
    timers: count('SELECT count(*) AS count FROM timers'),
    inputs: recordsOf('sfc.inputs'),
    replies: recordsOf('sfc.replies'),
    deadLetters: recordsOf('sfc.dead-letters'),
    openRequests: count('SELECT count(*) AS count FROM expectations WHERE reply IS NULL'),
  };
  for (const [what, rows] of Object.entries(left)) if (rows !== 0) add('something is left over', what, rows);
  const verdict = database.prepare('PRAGMA integrity_check').get()?.['integrity_check'];
  if (verdict !== 'ok') add('the store is damaged', 'sfc.db', verdict);
  database.close();
}
