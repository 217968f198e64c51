import type { ApiServices, StoredDeadLetter } from '../../../src/api/services.ts';
import type { Blueprint } from '../../../src/asl/blueprint.ts';
import type { Json } from '../../../src/asl/json.ts';
import type { Problem } from '../../../src/asl/validate/problem.ts';
import type { HistoryEvent } from '../../../src/engine/events.ts';
import type { Flow, FlowStatus } from '../../../src/engine/flow.ts';
import type { FlowId } from '../../../src/engine/ids.ts';
import { SfcError } from '../../../src/errors/sfc-error.ts';
import type { BlueprintRecord } from '../../../src/ports/blueprint-store.ts';
import type { FlowDocument } from '../../../src/ports/flow-index.ts';
import type { Delivered } from '../../../src/ports/message-bus.ts';
import type { WorkerReport } from '../../../src/ports/worker-fleet.ts';

export interface FakeServices extends ApiServices {
  readonly flows: Map<string, Flow>;
  readonly records: Delivered<string>[];
  readonly letters: StoredDeadLetter[];
  readonly calls: unknown[];
  /** Changes a flow and tells the subscribers. */
  readonly change: (flowId: string, change: Partial<Flow>) => void;
}

const NOW = Date.UTC(2026, 10, 22, 12);

/** A conductor that keeps everything in maps and runs nothing. */
export function createFakeServices(): FakeServices {
  const blueprints = new Map<string, { record: BlueprintRecord; sources: string[] }>();
  const flows = new Map<string, Flow>();
  const records: Delivered<string>[] = [];
  const letters: StoredDeadLetter[] = [];
  const workers = new Map<string, WorkerReport>([['common', worker('common')]]);
  const listeners = new Set<(change: FlowDocument) => void>();
  const calls: unknown[] = [];

  const find = (name: string) => {
    const found = blueprints.get(name);
    if (!found) throw new SfcError('SFC_UNKNOWN_BLUEPRINT', `There is no blueprint "${name}".`);
    return found;
  };
  const update = (name: string, change: Partial<BlueprintRecord>, expected?: number) => {
    const found = find(name);
    if (expected !== undefined && expected !== found.record.revision) {
      throw new SfcError('SFC_PRECONDITION_FAILED', `"${name}" is at revision ${found.record.revision}.`);
    }
    found.record = { ...found.record, ...change, revision: found.record.revision + 1 };
    return found.record;
  };
  const flow = (id: FlowId) => {
    const found = flows.get(id);
    if (!found) throw new SfcError('SFC_UNKNOWN_FLOW', `No flow has the id ${id}.`);
    return found;
  };
  const change = (id: string, part: Partial<Flow>) => {
    const next = { ...flow(id as FlowId), ...part };
    flows.set(id, next);
    for (const listener of listeners) listener(documentOf(next));
  };
  const open = (id: FlowId) => {
    if (flow(id).endedAt !== undefined) throw new SfcError('SFC_FLOW_ENDED', `The flow ${id} has ended.`);
  };

  return {
    flows,
    records,
    letters,
    calls,
    change,
    health: () => Promise.resolve({ ready: true, checks: [{ name: 'store', ok: true }] }),
    registry: {
      validate: (source) => {
        const problems = check(source);
        return { valid: problems.length === 0, problems };
      },
      list: async () => [...blueprints.values()].map(({ record }) => record),
      get: async (name) => find(name).record,
      versions: async (name) => find(name).sources.map((_, index) => summary(index + 1)),
      version: async (name, version) => {
        const source = find(name).sources[version - 1];
        if (source === undefined) throw new SfcError('SFC_UNKNOWN_VERSION', `"${name}" has no version ${version}.`);
        return { ...summary(version), name, source, blueprint: JSON.parse(source) as Blueprint };
      },
      push: async ({ name, source, expectedRevision }) => {
        const problems = check(source);
        if (problems.length > 0) {
          throw new SfcError('SFC_INVALID_BLUEPRINT', `The blueprint "${name}" is not valid.`, {
            details: { problems },
          });
        }
        const known = blueprints.get(name);
        const index = known?.sources.indexOf(source) ?? -1;
        if (known && index >= 0) return { version: index + 1, added: false, record: known.record, problems: [] };
        const sources = [...(known?.sources ?? []), source];
        const record: BlueprintRecord = known?.record ?? {
          name,
          revision: 0,
          latestVersion: 0,
          status: 'ACTIVE',
          epoch: 0,
        };
        blueprints.set(name, { record, sources });
        update(name, { latestVersion: sources.length }, expectedRevision);
        return { version: sources.length, added: true, record: find(name).record, problems: [] };
      },
      activate: async (name, version, condition) => {
        if (find(name).sources[version - 1] === undefined)
          throw new SfcError('SFC_UNKNOWN_VERSION', `no version ${version}`);
        return update(name, { activeVersion: version }, condition?.expectedRevision);
      },
      start: async (name, condition) => update(name, { status: 'ACTIVE' }, condition?.expectedRevision),
      stop: async (name, mode, condition) =>
        update(name, { status: 'STOPPED', stopMode: mode }, condition?.expectedRevision),
      setWorker: async (name, settings, condition) => {
        const { workerOverride: _, ...rest } = find(name).record;
        find(name).record = rest;
        return update(name, settings === null ? {} : { workerOverride: settings }, condition?.expectedRevision);
      },
      startFlow: async ({ blueprint, version, name, input }) => {
        const { record } = find(blueprint);
        const id = (name === undefined ? `flow-${flows.size + 1}` : `${blueprint}-${name}`) as FlowId;
        const known = flows.get(id);
        if (known && JSON.stringify(known.input) !== JSON.stringify(input)) {
          throw new SfcError('SFC_FLOW_NAME_TAKEN', `A flow named "${name}" exists.`, { details: { flowId: id } });
        }
        if (!known) {
          flows.set(id, newFlow(id, blueprint, version ?? record.activeVersion ?? record.latestVersion, input));
          change(id, {});
        }
        return { flowId: id, created: known === undefined };
      },
    },
    monitor: {
      search: async (query) => {
        calls.push(query);
        const all = [...flows.values()].reverse().map(documentOf);
        const hits = all.filter(
          (item) =>
            (query.blueprint === undefined || item.blueprint === query.blueprint) &&
            (query.status === undefined || query.status.includes(item.status)) &&
            (query.q === undefined || item.text.includes(query.q)),
        );
        const first = Number(query.cursor ?? 0) || 0;
        const items = hits.slice(first, first + query.limit);
        const next = first + query.limit;
        return next < hits.length ? { items, nextCursor: String(next) } : { items };
      },
      counts: async () =>
        [...Map.groupBy(flows.values(), (item) => `${item.blueprint}\n${item.status}`)].map(([key, items]) => {
          const [blueprint = '', status] = key.split('\n');
          return { blueprint, status: status as FlowStatus, count: items.length };
        }),
      statistics: async () => ({ counts: [], durationMs: { p50: 1, p95: 2, p99: 3, flows: 3 } }),
      show: async (id) => ({ flow: flow(id), revision: 3 }),
      history: async (id, { after, limit, reverse }) => {
        const events = historyOf(flow(id));
        const ordered = reverse ? events.toReversed() : events;
        return ordered
          .filter((event) => after === undefined || (reverse ? event.id < after : event.id > after))
          .slice(0, limit);
      },
      path: async (id) => {
        const { status, endedAt } = flow(id);
        const entry = { state: 'Greet', type: 'Wait', eventId: 2, enteredAt: NOW };
        const isOpen = endedAt === undefined;
        const end = isOpen ? {} : { exitedAt: endedAt };
        return {
          entries: [{ ...entry, ...end, status: isOpen ? 'RUNNING' : status === 'SUCCEEDED' ? status : 'FAILED' }],
          isTruncated: false,
        };
      },
      stop: async (id, { error, cause }) => {
        open(id);
        const reason = { error: error ?? '', ...(cause === undefined ? {} : { cause }) };
        change(id, {
          status: 'ABORTED',
          endedAt: NOW + 2000,
          visits: {},
          ...(error === undefined ? {} : { error: reason }),
        });
      },
      retry: async (id) => {
        if (flow(id).status === 'SUCCEEDED') throw new SfcError('SFC_FLOW_NOT_RETRYABLE', `The flow ${id} succeeded.`);
        const { endedAt: _, error: __, ...rest } = flow(id);
        flows.set(id, rest);
        change(id, { status: 'RUNNING', run: rest.run + 1 });
      },
      pause: async (id) => {
        open(id);
        change(id, { status: 'PAUSED' });
      },
      resume: async (id) => {
        open(id);
        change(id, { status: 'RUNNING' });
      },
      skip: async (id, options) => {
        open(id);
        calls.push(options);
      },
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    callbacks: {
      success: async (token, output) => void calls.push(['success', checked(token), output]),
      failure: async (token, error) => void calls.push(['failure', checked(token), error]),
      heartbeat: async (token) => void calls.push(['heartbeat', checked(token)]),
    },
    activities: {
      take: async ({ activity, workerName, waitMs }) => {
        calls.push(['take', activity, workerName, waitMs]);
        return activity === 'pack' ? { token: 'good', input: { box: 1 } } : undefined;
      },
    },
    workers: {
      list: async () => [...workers.values()],
      unserved: async () => [],
      setCommon: async (name, settings) => {
        const report = { ...(workers.get(name) ?? worker(name)), ...settings };
        workers.set(name, report);
        return report;
      },
      removeCommon: async (name) => void workers.delete(name),
    },
    topics: {
      send: async (topic, messages) =>
        messages.map((message) => {
          const offset = records.push({ ...message, topic, partition: 0, offset: records.length, timestamp: NOW }) - 1;
          return { topic, partition: 0, offset };
        }),
      poll: async ({ topic, max }) => records.filter((record) => record.topic === topic).slice(0, max),
      acknowledge: async (request) => void calls.push(request),
    },
    deadLetters: {
      list: async ({ limit }) => ({ items: letters.slice(0, limit) }),
      get: async (id) => letterOf(letters, id),
      replay: async (id) => {
        const letter = letterOf(letters, id);
        return { topic: letter.topic, partition: 0, offset: 9 };
      },
    },
  };
}

function letterOf<T extends { readonly id: string }>(letters: readonly T[], id: string): T {
  const letter = letters.find((item) => item.id === id);
  if (!letter) throw new SfcError('SFC_UNKNOWN_DEAD_LETTER', `No dead letter has the id ${id}.`);
  return letter;
}

function checked(token: string): string {
  if (token === 'settled') throw new SfcError('SFC_TOKEN_SETTLED', 'The job is settled.');
  if (token !== 'good') throw new SfcError('SFC_TOKEN_INVALID', 'The token is not ours.');
  return token;
}

function check(source: string): Problem[] {
  const missing = { code: 'MISSING_FIELD', severity: 'error', pointer: '/States', line: 1, column: 1 } as const;
  try {
    const value = JSON.parse(source) as { States?: unknown } | null;
    return typeof value?.States === 'object' ? [] : [{ ...missing, message: 'There are no States.' }];
  } catch {
    return [{ ...missing, code: 'INVALID_JSON', pointer: '', message: 'This is not JSON.' }];
  }
}

function summary(version: number) {
  return { version, contentHash: `hash-${version}`, createdAt: NOW };
}

function worker(name: string): WorkerReport {
  return { name, topic: 'sfc.jobs', replicas: 1, concurrency: 64, busy: 0, waiting: 0, done: 5, failed: 1 };
}

function newFlow(id: FlowId, blueprint: string, version: number, input: Json): Flow {
  return {
    id,
    name: id,
    blueprint,
    version,
    run: 1,
    status: 'RUNNING',
    input,
    acceptedAt: NOW,
    startedAt: NOW,
    entryCount: 1,
    eventCount: 2,
    visits: {
      1: {
        entry: 1,
        state: 'Greet',
        index: 0,
        input,
        variables: {},
        lastEvent: 2,
        enteredEvent: 2,
        enteredAt: NOW,
        attempt: 0,
        phase: { type: 'wait', dueTime: NOW + 60_000 },
      },
    },
    sequence: 0,
    operations: [],
  };
}

function documentOf(flow: Flow): FlowDocument {
  return {
    flowId: flow.id,
    revision: flow.eventCount,
    name: flow.name,
    blueprint: flow.blueprint,
    version: flow.version,
    status: flow.status,
    run: flow.run,
    startedAt: flow.acceptedAt,
    updatedAt: NOW,
    states: Object.values(flow.visits).map(({ state }) => state),
    text: `${flow.name} ${JSON.stringify(flow.input)}`,
    ...(flow.endedAt === undefined ? {} : { endedAt: flow.endedAt }),
    ...(flow.error === undefined ? {} : flow.error),
  };
}

function historyOf(flow: Flow): HistoryEvent[] {
  const entered = { id: 2, previousEventId: 1, type: 'WaitStateEntered', time: NOW, state: 'Greet' } as const;
  const started = {
    id: 1,
    previousEventId: 0,
    type: 'ExecutionStarted',
    time: NOW,
    details: { input: flow.input },
  } as const;
  return flow.endedAt === undefined
    ? [started, entered]
    : [started, entered, { id: 3, previousEventId: 2, type: 'ExecutionSucceeded', time: flow.endedAt }];
}
