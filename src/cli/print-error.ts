import { SfcError } from '../errors/sfc-error.ts';
import { EXIT } from './exit-codes.ts';
import type { Io } from './io.ts';

export interface PlacedProblem {
  readonly code: string;
  readonly severity?: 'error' | 'warning' | undefined;
  readonly pointer: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly message: string;
}

/** `file:line:col code message`, as editors and CI systems read it. */
export function problemLine(file: string, problem: PlacedProblem): string {
  const { line, column, code, severity, message, pointer } = problem;
  const place = line === undefined ? `${file}:${pointer}` : `${file}:${line}:${column ?? 1}`;
  return `${place} ${severity === 'warning' ? 'warning ' : ''}${code} ${message}\n`;
}

/** Writes an error where errors go, and gives the exit code. */
export function printError(io: Io, error: unknown, { isJson, file = '' }: { isJson: boolean; file?: string }): number {
  if (io.signal.aborted) return EXIT.interrupted;
  if (!(error instanceof SfcError)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    io.note(isJson ? `${JSON.stringify({ code: 'SFC_INTERNAL', detail: text })}\n` : `SFC_INTERNAL: ${text}\n`);
    return EXIT.failed;
  }
  const { code, message, hint, details } = error;
  if (isJson) io.note(`${JSON.stringify({ code, detail: message, hint, ...details })}\n`);
  else io.note(`${io.paint('red', code)}: ${message}\n${problemLines(file, details['problems'])}${hint}\n`);
  return code === 'SFC_SERVER_UNREACHABLE' ? EXIT.unreachable : EXIT.failed;
}

function problemLines(file: string, problems: unknown): string {
  if (!Array.isArray(problems)) return '';
  return (problems as PlacedProblem[]).map((problem) => `  ${problemLine(file, problem)}`).join('');
}
