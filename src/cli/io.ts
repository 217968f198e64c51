import { styleText } from 'node:util';

/** What a command may touch outside itself. */
export interface Io {
  /** Results, and nothing else. */
  readonly out: (text: string) => void;
  /** Progress, notes and errors. */
  readonly note: (text: string) => void;
  /** Whether notes go to a terminal, where a line can be written over. */
  readonly isTerminal: boolean;
  readonly paint: (style: Style, text: string) => string;
  /** Aborted by SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
  readonly readStdin: () => Promise<string>;
}
export type Style = 'red' | 'green' | 'yellow' | 'cyan' | 'bold' | 'dim';

export function processIo(signal: AbortSignal): Io {
  return {
    out: (text) => void process.stdout.write(text),
    note: (text) => void process.stderr.write(text),
    isTerminal: process.stderr.isTTY === true,
    // Heeds NO_COLOR, and colours only what goes to a terminal.
    paint: (style, text) => (process.stdout.isTTY ? styleText(style, text, { stream: process.stdout }) : text),
    signal,
    readStdin: async () => {
      const parts: Buffer[] = [];
      for await (const part of process.stdin) parts.push(part as Buffer);
      return Buffer.concat(parts).toString('utf8');
    },
  };
}
