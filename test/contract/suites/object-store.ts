import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ObjectStore } from '../../../src/ports/object-store.ts';

export interface ObjectStoreSetup {
  readonly store: ObjectStore;
  readonly crash: () => Promise<ObjectStore>;
  readonly close: () => Promise<void>;
}

export function describeObjectStore(name: string, setup: () => Promise<ObjectStoreSetup>): void {
  describe(`ObjectStore: ${name}`, () => {
    let context: ObjectStoreSetup;
    let store: ObjectStore;
    beforeEach(async () => {
      context = await setup();
      store = context.store;
    });
    afterEach(() => context.close());

    it('gives back what was put, through a crash', async () => {
      const body = JSON.stringify({ text: '订单', large: 'x'.repeat(1_000_000) });
      await store.put('flow-1/hash', body);
      expect(await store.get('flow-1/hash')).toBe(body);
      expect(await (await context.crash()).get('flow-1/hash')).toBe(body);
    });

    it('takes the same object again, also at the same time', async () => {
      await Promise.all([1, 2, 3].map(() => store.put('flow-1/hash', 'body')));
      expect(await store.get('flow-1/hash')).toBe('body');
    });

    it('gives undefined for what was never put', async () => {
      expect(await store.get('flow-1/none')).toBeUndefined();
    });

    it('removes all under a prefix and nothing else', async () => {
      await store.put('flow-1/a', '1');
      await store.put('flow-1/b', '2');
      await store.put('flow-10/a', '3');
      await store.removeAll('flow-1/');
      await store.removeAll('flow-none/');
      expect(await store.get('flow-1/a')).toBeUndefined();
      expect(await store.get('flow-1/b')).toBeUndefined();
      expect(await store.get('flow-10/a')).toBe('3');
    });

    it('takes keys as names, never as paths', async () => {
      for (const key of ['../../escape/hash', '../x', 'a/../b', 'C:\\x/y', '订单/值', '.hidden/x']) {
        await store.put(key, key);
        expect(await store.get(key)).toBe(key);
      }
      await store.put('b', 'kept');
      await store.removeAll('../');
      expect(await store.get('b')).toBe('kept');
    });
  });
}
