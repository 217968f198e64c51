import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '../src/adapters/embedded/open-embedded.ts';
import type { HistoryEvent } from '../src/engine/events.ts';
import type { Flow } from '../src/engine/flow.ts';
import type { FlowId } from '../src/engine/ids.ts';
import { type CommitFigures, type CommitLoad, figures, measureRawSqlite } from './raw-sqlite.ts';

/** The same load through the embedded FlowStore, each flow on its own: what group commit makes of it. */
export async function measureCommitPath(load: CommitLoad): Promise<CommitFigures> {
  const directory = mkdtempSync(join(tmpdir(), 'sfc-commit-'));
  const embedded = await openEmbedded({ directory, clock: { now: () => Date.now() } });
  const times: number[] = [];
  const end = performance.now() + load.seconds * 1_000;
  let count = 0;

  async function runFlow(): Promise<void> {
    const flow = makeFlow(++count, load);
    const events = makeEvents(load);
    await embedded.flowStore.create(flow, 'hash');
    for (let revision = 0; revision < load.transitionsPerFlow; revision += 1) {
      const begun = performance.now();
      const first = revision * 5;
      const write = {
        expectedRevision: revision,
        flow: { ...flow, eventCount: first + 5 },
        outbox: [],
        events: events.map((event) => ({ ...event, id: event.id + first })),
        effects: [],
      };
      await embedded.flowStore.commit([write]);
      times.push(performance.now() - begun);
    }
  }
  async function keepRunning(): Promise<void> {
    while (performance.now() < end) await runFlow();
  }
  await Promise.all(Array.from({ length: load.batch }, keepRunning));
  await embedded.close();
  rmSync(directory, { recursive: true, force: true });
  return figures(times, 1, load.seconds);
}

function makeFlow(number: number, { stateCharacters }: CommitLoad): Flow {
  const id = `flow-${number}`.padEnd(36, '.') as FlowId;
  return {
    id,
    name: id,
    blueprint: 'bench',
    version: 1,
    run: 1,
    status: 'RUNNING',
    input: { text: 's'.repeat(Math.max(0, stateCharacters - 290)) },
    acceptedAt: 1,
    entryCount: 1,
    eventCount: 0,
    visits: {},
    sequence: 0,
    operations: [],
  };
}

function makeEvents({ segmentCharacters }: CommitLoad): HistoryEvent[] {
  const text = 'h'.repeat(Math.max(0, (segmentCharacters - 300) / 5));
  return [1, 2, 3, 4, 5].map((id) => {
    return { id, previousEventId: id - 1, type: 'TaskStateEntered', time: 1, state: 'A', details: { input: text } };
  });
}

if (import.meta.main) {
  for (const [stateCharacters, segmentCharacters] of [
    [900, 700],
    [1_500, 1_300],
  ] as const) {
    for (const batch of [1, 32]) {
      const load = { batch, stateCharacters, segmentCharacters, transitionsPerFlow: 6, seconds: 3 };
      const raw = measureRawSqlite(load);
      const ours = await measureCommitPath(load);
      const ratio = Number((ours.transitionsPerSecond / raw.transitionsPerSecond).toFixed(2));
      console.log(JSON.stringify({ ...load, raw, ours, ratio }));
    }
  }
}
