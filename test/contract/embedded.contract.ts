import type { Embedded, EmbeddedOptions } from '../../src/adapters/embedded/open-embedded.ts';
import type { FlowId } from '../../src/engine/ids.ts';
import { openTestEmbedded } from '../support/embedded.ts';
import { sampleFlow } from '../support/sample-flow.ts';
import { describeBlueprintStore } from './suites/blueprint-store.ts';
import { describeClaims } from './suites/claims.ts';
import { describeCorrelations } from './suites/correlations.ts';
import { describeFlowIndex } from './suites/flow-index.ts';
import { describeFlowStore } from './suites/flow-store.ts';
import { describeHistoryStore } from './suites/history-store.ts';
import { describeMessageBus } from './suites/message-bus.ts';
import { describeObjectStore } from './suites/object-store.ts';
import { describeRemoteConsumers } from './suites/remote-consumers.ts';
import { describeTimers } from './suites/timers.ts';

/** Opens a directory of its own and picks the port that a suite is about. */
async function open<T>(pick: (embedded: Embedded) => T, options: Partial<EmbeddedOptions> = {}) {
  const test = await openTestEmbedded(options);
  return { port: pick(test.current()), crash: async () => pick(await test.crash()), close: test.close, test };
}

const shortLease = { bus: { leaseMs: 150 } };
const smallMemory = { bus: { leaseMs: 150, memory: { records: 3, characters: 1_000 } } };

describeFlowStore('embedded', async () => {
  const { port, ...rest } = await open(({ flowStore }) => flowStore);
  return { store: port, ...rest };
});
describeHistoryStore('embedded', async () => {
  const { port, test, ...rest } = await open(({ historyStore }) => historyStore);
  const prepare = async (id: FlowId) => void (await test.current().flowStore.create(sampleFlow({ id }), 'hash'));
  return { history: port, prepare, ...rest };
});
describeTimers('embedded', async () => {
  const { port, ...rest } = await open(({ timers }) => timers);
  return { timers: port, ...rest };
});
describeMessageBus('embedded', async () => {
  const { port, ...rest } = await open(({ bus }) => bus, shortLease);
  return { bus: port, ...rest };
});
describeMessageBus('embedded, with next to no memory', async () => {
  const { port, ...rest } = await open(({ bus }) => bus, smallMemory);
  return { bus: port, ...rest };
});
describeRemoteConsumers('embedded', async () => {
  const { port, ...rest } = await open(({ bus }) => bus, shortLease);
  return { bus: port, ...rest };
});
describeBlueprintStore('embedded', async () => {
  const { port, ...rest } = await open(({ blueprintStore }) => blueprintStore);
  return { store: port, ...rest };
});
describeCorrelations('embedded', async () => {
  const { port, ...rest } = await open(({ correlations }) => correlations);
  return { correlations: port, ...rest };
});
describeClaims('embedded', async () => {
  const { port, ...rest } = await open(({ claims }) => claims);
  return { claims: port, ...rest };
});
describeObjectStore('embedded', async () => {
  const { port, ...rest } = await open(({ objectStore }) => objectStore);
  return { store: port, ...rest };
});
describeFlowIndex('embedded', async () => {
  const { port, ...rest } = await open(({ flowIndex }) => flowIndex);
  return { index: port, ...rest };
});
