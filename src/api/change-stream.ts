const HEARTBEAT_MS = 15_000;
const MAX_PENDING = 1000;

export interface ChangeStreamOptions<T> {
  /** Calls back for every change until the returned function is called. */
  readonly subscribe: (listener: (change: T) => void) => () => void;
  /** Changes of one key replace each other while they wait. */
  readonly keyOf: (change: T) => string;
  readonly event: string;
  readonly view: (change: T) => unknown;
  /** How long changes are gathered before they are sent. */
  readonly gatherMs: number;
  readonly signal: AbortSignal;
}

/**
 * Server-sent events of what changes. A slow reader costs at most `MAX_PENDING` changes of memory: only the latest of each
 * key waits, and where even those are too many, an event `reset` tells the reader to load its lists again.
 */
export function createChangeStream<T>(options: ChangeStreamOptions<T>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const pending = new Map<string, T>();
  let overflowed = false;
  let timer: NodeJS.Timeout | undefined;
  let stop = () => {};

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const send = (text: string) => controller.enqueue(encoder.encode(text));
        const flush = () => {
          timer = undefined;
          // The reader has not taken the last piece yet: what comes meanwhile replaces what waits.
          if ((controller.desiredSize ?? 0) <= 0) return schedule();
          send(drain(options, pending, overflowed));
          overflowed = false;
        };
        const schedule = () => {
          timer ??= setTimeout(flush, options.gatherMs);
        };
        const unsubscribe = options.subscribe((change) => {
          const key = options.keyOf(change);
          if (pending.size >= MAX_PENDING && !pending.has(key)) {
            pending.clear();
            overflowed = true;
          }
          pending.set(key, change);
          schedule();
        });
        const heartbeat = setInterval(() => {
          if ((controller.desiredSize ?? 0) > 0) send(': still here\n\n');
        }, HEARTBEAT_MS);
        const end = () => {
          stop();
          controller.close();
        };
        stop = () => {
          unsubscribe();
          clearTimeout(timer);
          clearInterval(heartbeat);
          options.signal.removeEventListener('abort', end);
        };
        options.signal.addEventListener('abort', end, { once: true });
        send('retry: 2000\n\n');
        if (options.signal.aborted) end();
      },
      cancel: () => stop(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 256 * 1024 }),
  );
}

function drain<T>(options: ChangeStreamOptions<T>, pending: Map<string, T>, overflowed: boolean): string {
  const lines = overflowed ? ['event: reset\ndata: {}\n\n'] : [];
  for (const change of pending.values()) {
    lines.push(`event: ${options.event}\ndata: ${JSON.stringify(options.view(change))}\n\n`);
  }
  pending.clear();
  return lines.join('');
}
