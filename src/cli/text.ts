import type { Io, Style } from './io.ts';

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** Columns of a terminal: Chinese characters take two. */
function widthOf(text: string): number {
  let width = 0;
  for (const char of text) width += WIDE.test(char) ? 2 : 1;
  return width;
}

export interface Column<T> {
  readonly title: string;
  readonly text: (row: T) => string;
  readonly style?: (row: T) => Style | undefined;
  readonly align?: 'right';
}

/** Rows in columns; the last one is not padded. */
export function table<T>(io: Pick<Io, 'paint'>, rows: readonly T[], columns: readonly Column<T>[]): string {
  const cells = rows.map((row) => columns.map((column) => column.text(row)));
  const widths = columns.map(({ title }, index) => {
    return Math.max(widthOf(title), ...cells.map((line) => widthOf(line[index] ?? '')));
  });
  const pad = (text: string, index: number) => {
    const space = ' '.repeat(Math.max(0, (widths[index] ?? 0) - widthOf(text)));
    if (columns[index]?.align === 'right') return space + text;
    return index === columns.length - 1 ? text : text + space;
  };
  const head = columns.map(({ title }, index) => io.paint('dim', pad(title, index))).join('  ');
  const lines = rows.map((row, line) =>
    columns
      .map(({ style }, index) => {
        const text = pad(cells[line]?.[index] ?? '', index);
        const painted = style?.(row);
        return painted ? io.paint(painted, text) : text;
      })
      .join('  ')
      .trimEnd(),
  );
  return `${[head.trimEnd(), ...lines].join('\n')}\n`;
}

export function localTime(iso: string | undefined): string {
  if (iso === undefined) return '';
  const date = new Date(iso);
  const two = (number: number) => String(number).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${milliseconds} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 60) return `${minutes} min ${Math.round((milliseconds % 60_000) / 1000)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function statusStyle(status: string): Style | undefined {
  if (status === 'SUCCEEDED' || status === 'ACTIVE') return 'green';
  if (status === 'FAILED' || status === 'TIMED_OUT') return 'red';
  if (status === 'ABORTED' || status === 'PAUSED' || status === 'STOPPED') return 'yellow';
  return status === 'RUNNING' ? 'cyan' : undefined;
}
