/** Runs what is measured so many times. */
export type Batch = (count: number) => void | Promise<void>;

const ROUNDS = 5;
const WARM_UP_ROUNDS = 2;

/** CPU microseconds of one run, all threads of the process together: the median of five batches, after two to get warm. */
export async function cpuMicroseconds(batch: Batch, millisecondsPerBatch = 20): Promise<number> {
  const count = await sizeOf(batch, millisecondsPerBatch);
  const times: number[] = [];
  for (let round = 0; round < WARM_UP_ROUNDS; round++) await cpuOf(batch, count);
  for (let round = 0; round < ROUNDS; round++) times.push(await cpuOf(batch, count));
  return median(times) / count;
}

/** How many runs take so long. */
export async function sizeOf(batch: Batch, milliseconds: number): Promise<number> {
  for (let count = 1; ; ) {
    const microseconds = await cpuOf(batch, count);
    if (microseconds >= milliseconds * 500)
      return Math.max(1, Math.round((count * milliseconds * 1_000) / microseconds));
    count = Math.ceil(count * Math.min(10, Math.max(2, (milliseconds * 1_000) / (microseconds + 1))));
  }
}

/** CPU microseconds of the process while the batch runs. */
export async function cpuOf(batch: Batch, count: number): Promise<number> {
  const begun = process.cpuUsage();
  const pending = batch(count);
  if (pending instanceof Promise) await pending;
  const { user, system } = process.cpuUsage(begun);
  return user + system;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Three significant digits. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
