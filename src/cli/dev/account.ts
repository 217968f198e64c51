import type { ApiServices } from '../../api/services.ts';
import type { Io } from '../io.ts';

const TERMINAL_MS = 200;
const PLAIN_MS = 2000;

export interface Account {
  /** Writes the last figures and ends the line. */
  readonly stop: () => Promise<void>;
}

/** A live account of the flows: one line that is written over on a terminal, elsewhere a line now and then, when it changed. */
export function startAccount(io: Pick<Io, 'note' | 'isTerminal' | 'paint'>, monitor: ApiServices['monitor']): Account {
  let written = '';
  let isDirty = true;
  let isWriting = Promise.resolve();
  const unsubscribe = monitor.subscribe(() => {
    isDirty = true;
  });
  const write = async () => {
    if (!isDirty) return;
    isDirty = false;
    const line = accountLine(io, await monitor.counts());
    if (line === written) return;
    written = line;
    io.note(io.isTerminal ? `\r\u001b[2K${line}` : `${line}\n`);
  };
  const next = () => {
    // Figures that could not be read now are read next time.
    isWriting = isWriting.then(write).catch(() => undefined);
  };
  const timer = setInterval(next, io.isTerminal ? TERMINAL_MS : PLAIN_MS);
  next();
  return {
    stop: async () => {
      clearInterval(timer);
      unsubscribe();
      next();
      await isWriting;
      if (io.isTerminal && written !== '') io.note('\n');
    },
  };
}

function accountLine(
  io: Pick<Io, 'paint'>,
  counts: readonly { readonly status: string; readonly count: number }[],
): string {
  const sum = (...statuses: string[]) =>
    counts.reduce((total, { status, count }) => total + (statuses.includes(status) ? count : 0), 0);
  const started = counts.reduce((total, { count }) => total + count, 0);
  const open = sum('RUNNING', 'PAUSED');
  const failed = sum('FAILED', 'TIMED_OUT', 'ABORTED');
  return [
    `flows: ${started} started`,
    io.paint('green', `${sum('SUCCEEDED')} succeeded`),
    failed === 0 ? '0 failed' : io.paint('red', `${failed} failed`),
    open === 0 ? 'none open' : io.paint('cyan', `${open} open`),
  ].join(' · ');
}
