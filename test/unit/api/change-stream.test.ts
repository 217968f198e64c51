import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createChangeStream } from '../../../src/api/change-stream.ts';

interface Change {
  readonly id: string;
  readonly revision: number;
}

function open(signal = new AbortController().signal) {
  const listeners = new Set<(change: Change) => void>();
  const stream = createChangeStream<Change>({
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    keyOf: ({ id }) => id,
    event: 'flow',
    view: (change) => change,
    gatherMs: 100,
    signal,
  });
  const reader = stream.getReader();
  const read = async () => new TextDecoder().decode((await reader.read()).value);
  return {
    listeners,
    reader,
    read,
    tell: (id: string, revision: number) => {
      for (const listener of listeners) listener({ id, revision });
    },
  };
}

describe('change stream', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('sends the latest change of each key', async () => {
    const { read, tell } = open();
    expect(await read()).toBe('retry: 2000\n\n');
    tell('a', 1);
    tell('b', 1);
    tell('a', 2);
    vi.advanceTimersByTime(100);
    expect(await read()).toBe(
      'event: flow\ndata: {"id":"a","revision":2}\n\nevent: flow\ndata: {"id":"b","revision":1}\n\n',
    );
  });

  it('asks to load again after more changes than it keeps', async () => {
    const { read, tell } = open();
    await read();
    for (let id = 0; id <= 1000; id += 1) tell(String(id), 1);
    vi.advanceTimersByTime(100);
    expect(await read()).toBe('event: reset\ndata: {}\n\nevent: flow\ndata: {"id":"1000","revision":1}\n\n');
  });

  it('keeps nothing but the latest changes for a reader that does not read', async () => {
    const { read, tell } = open();
    await read();
    const long = 'x'.repeat(10_000);
    for (let round = 0; round < 200; round += 1) {
      for (let id = 0; id < 10; id += 1) tell(`${long}${id}`, round);
      vi.advanceTimersByTime(100);
    }
    let sizeBytes = 0;
    for (let round = 0; round < 4; round += 1) {
      vi.advanceTimersByTime(100);
      sizeBytes += (await read()).length;
    }
    expect(sizeBytes).toBeLessThan(1_000_000);
  });

  it('shows that it is alive', async () => {
    const { read } = open();
    await read();
    vi.advanceTimersByTime(15_000);
    expect(await read()).toBe(': still here\n\n');
  });

  it('lets go of everything when the reader leaves', async () => {
    const { listeners, reader } = open();
    await reader.cancel();
    expect([listeners.size, vi.getTimerCount()]).toEqual([0, 0]);
  });

  it('ends when the server closes', async () => {
    const closing = new AbortController();
    const { listeners, read, reader } = open(closing.signal);
    await read();
    closing.abort();
    expect((await reader.read()).done).toBe(true);
    expect([listeners.size, vi.getTimerCount()]).toEqual([0, 0]);
  });
});
