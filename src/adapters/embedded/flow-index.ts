import { Worker } from 'node:worker_threads';
import { SfcError } from '../../errors/sfc-error.ts';
import type { FlowDocument, FlowIndex } from '../../ports/flow-index.ts';
import type { DocumentRow, IndexProcedures } from './index-procedures.ts';
import { type StoreFault, toSfcError } from './store-error.ts';

/** Until when everything is indexed. It lies in the index: a new index has none, and all flows are indexed again. */
export interface IndexMark {
  read(): Promise<number | undefined>;
  write(indexedUntil: number): Promise<void>;
}
export interface EmbeddedFlowIndex {
  readonly flowIndex: FlowIndex;
  readonly indexMark: IndexMark;
  close(): Promise<void>;
}

type Call = { readonly resolve: (result: never) => void; readonly reject: (error: unknown) => void };

/** The index in a file of its own, read and written on a thread of its own. */
export function openFlowIndex(file: string): EmbeddedFlowIndex {
  const calls = new Map<number, Call>();
  let thread: Worker | undefined;
  let lastId = 0;
  let failed: SfcError | undefined;

  /** At the first call: many a short-lived process makes none. */
  function start(): Worker {
    const started = startThread(file);
    started.on('message', onMessage);
    started.on('error', onError);
    return started;
  }
  function onMessage([id, result, fault]: readonly [number, never, StoreFault | undefined]): void {
    const call = calls.get(id);
    calls.delete(id);
    if (fault === undefined) call?.resolve(result);
    else call?.reject(toSfcError(fault, file));
  }
  function onError(error: Error): void {
    failed = new SfcError('SFC_STORE_UNAVAILABLE', `The index ${file} cannot be used: ${error.message}.`, {
      cause: error,
      hint: 'Flows go on without it. It is built again at the next start.',
    });
    for (const { reject } of calls.values()) reject(failed);
    calls.clear();
  }
  function call<N extends keyof IndexProcedures>(name: N, argument?: Parameters<IndexProcedures[N]>[0]) {
    return new Promise<ReturnType<IndexProcedures[N]>>((resolve, reject) => {
      if (failed !== undefined) {
        reject(failed);
        return;
      }
      lastId += 1;
      calls.set(lastId, { resolve, reject });
      thread ??= start();
      thread.postMessage([lastId, name, argument]);
    });
  }
  return {
    flowIndex: {
      put: (documents) => call('put', documents.map(toRow)),
      remove: (flowId) => call('remove', flowId),
      counts: () => call('counts'),
      async search(query) {
        const { documents, nextCursor } = await call('search', query);
        const items = documents.map((document) => JSON.parse(document) as FlowDocument);
        return nextCursor === undefined ? { items } : { items, nextCursor };
      },
    },
    indexMark: {
      read: async () => (await call('readMark')) ?? undefined,
      write: (indexedUntil) => call('writeMark', indexedUntil),
    },
    close: async () => {
      if (failed !== undefined) return;
      failed = new SfcError('SFC_STORE_UNAVAILABLE', 'The store is closed.');
      const running = thread;
      if (running === undefined) return;
      const exit = new Promise((resolve) => running.once('exit', resolve));
      running.postMessage([0, 'close']);
      await exit;
    },
  };
}

function toRow(document: FlowDocument): DocumentRow {
  const { flowId, revision, blueprint, status, error, startedAt, text } = document;
  return {
    flowId,
    revision,
    blueprint,
    status,
    error: error ?? null,
    startedAt,
    text,
    document: JSON.stringify(document),
  };
}

function startThread(file: string): Worker {
  const script = import.meta.url.endsWith('.ts') ? './index-thread.ts' : './index-thread.js';
  return new Worker(new URL(script, import.meta.url), {
    workerData: file,
    execArgv: [],
    name: 'sfc-index',
    resourceLimits: { maxYoungGenerationSizeMb: 2 },
  });
}
