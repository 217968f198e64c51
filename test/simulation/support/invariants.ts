import type { HistoryEvent } from '../../../src/engine/events.ts';
import type { FlowId } from '../../../src/engine/ids.ts';
import type { FlowRecord } from './hostile-store.ts';
import type { World } from './world.ts';

/** What went wrong, seen from outside at the end of a run. */
export function violationsOf<Program>(world: World<Program>): string[] {
  const found: string[] = [];
  if (world.steps === undefined) found.push('the run did not come to rest');
  if (world.bus.deadLetters.length > 0) found.push(`${world.bus.deadLetters.length} inputs are dead letters`);
  for (const { id } of world.play.flows) {
    found.push(...violationsOfFlow(world, id).map((text) => `${id}: ${text}`));
  }
  return found;
}

function violationsOfFlow<Program>(world: World<Program>, id: FlowId): string[] {
  const record = world.store.records.get(id);
  const flow = world.store.items.get(id)?.flow;
  if (!record || !flow) return ['is not in the store'];
  const found: string[] = [];
  if (flow.endedAt === undefined) found.push(`did not end (${openWork(flow.visits)})`);
  if (flow.eventCount !== record.events.length) {
    found.push(`counts ${flow.eventCount} events, but ${record.events.length} were written`);
  }
  found.push(...gaps('the record', record.events));
  found.push(...repeatedAnswers(record.events, world.play.answered));
  found.push(...undispatchedJobs(world, id, record));
  if (world.kind === 'distributed') {
    found.push(...publishedHistory(world, id, record));
    found.push(...excessDispatches(world, id, record));
    if (record.largestOutbox > 40) found.push(`its outbox grew to ${record.largestOutbox} entries`);
  }
  return found;
}

function openWork(visits: object): string {
  return Object.values(visits)
    .map(({ entry, phase }) => `${entry} ${phase.type}`)
    .join(', ');
}

function gaps(what: string, events: readonly HistoryEvent[]): string[] {
  const index = events.findIndex(({ id }, position) => id !== position + 1);
  return index < 0 ? [] : [`${what} has event ${events[index]?.id} in place ${index + 1}`];
}

function repeatedAnswers(events: readonly HistoryEvent[], answered: World<unknown>['play']['answered']): string[] {
  const seen = new Set<string>();
  const found: string[] = [];
  for (const event of events) {
    const answer = answered(event, events);
    if (answer === undefined) continue;
    if (seen.has(answer)) found.push(`${answer} was answered twice`);
    seen.add(answer);
  }
  return found;
}

/** The history topic, told once per event, is the flow's own record. */
function publishedHistory<Program>(world: World<Program>, id: FlowId, record: FlowRecord): string[] {
  const byId = new Map<number, HistoryEvent>();
  const found: string[] = [];
  for (const { flowId, events } of world.bus.history) {
    if (flowId !== id) continue;
    for (const event of events) {
      const first = byId.get(event.id);
      if (first !== undefined && first !== event) found.push(`event ${event.id} was published with two contents`);
      byId.set(event.id, event);
    }
  }
  const published = [...byId.values()].sort((one, other) => one.id - other.id);
  const missing = record.events.find((event) => byId.get(event.id) !== event);
  if (missing) found.push(`event ${missing.id} (${missing.type}) was never published`);
  if (published.length > record.events.length) found.push('events were published that were never stored');
  return found;
}

function undispatchedJobs<Program>({ bus }: World<Program>, id: FlowId, { effects }: FlowRecord): string[] {
  const cancelled = new Set(effects.filter(({ effect }) => effect.type === 'CancelJob').map(({ effect }) => effect.id));
  return effects
    .filter(({ effect }) => effect.type === 'DispatchJob' && !bus.published.has(`${id}/${effect.id}`))
    .filter(({ effect }) => !cancelled.has(effect.id.replace('job:', 'cancel:')))
    .map(({ effect }) => `${effect.id} was never dispatched`);
}

/** A job is published at most as often as the input that caused it was delivered. */
function excessDispatches<Program>({ bus }: World<Program>, id: FlowId, { effects }: FlowRecord): string[] {
  return effects
    .filter(({ effect }) => effect.type === 'DispatchJob')
    .map(({ effect, place }) => ({ effect, times: bus.published.get(`${id}/${effect.id}`) ?? 0, place }))
    .filter(({ times, place }) => times > (bus.deliveries.get(place) ?? 0))
    .map(({ effect, times, place }) => `${effect.id} was dispatched ${times} times, its input ${place} delivered less`);
}
