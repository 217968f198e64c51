import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Blueprint } from '../../../src/asl/blueprint.ts';
import type { BlueprintStore, NewVersion } from '../../../src/ports/blueprint-store.ts';

export interface BlueprintStoreSetup {
  readonly store: BlueprintStore;
  readonly crash: () => Promise<BlueprintStore>;
  readonly close: () => Promise<void>;
}

const blueprint: Blueprint = { StartAt: 'A', Version: '1.0', States: { A: { Type: 'Succeed' } } };
const content = (contentHash: string): NewVersion => {
  return { contentHash, source: `{"comment":"${contentHash}"}`, blueprint, createdAt: 1_000 };
};

export function describeBlueprintStore(name: string, setup: () => Promise<BlueprintStoreSetup>): void {
  describe(`BlueprintStore: ${name}`, () => {
    let context: BlueprintStoreSetup;
    let store: BlueprintStore;
    beforeEach(async () => {
      context = await setup();
      store = context.store;
    });
    afterEach(() => context.close());

    it('numbers contents 1, 2, 3 …, and gives equal content its version again', async () => {
      expect(await store.addVersion('orders', content('a'))).toEqual({ version: 1, added: true });
      expect(await store.addVersion('orders', content('b'))).toEqual({ version: 2, added: true });
      expect(await store.addVersion('orders', content('a'))).toEqual({ version: 1, added: false });
      expect(await store.addVersion('refunds', content('a'))).toEqual({ version: 1, added: true });
      expect((await store.get('orders'))?.latestVersion).toBe(2);
    });

    it('gives racing uploads different numbers', async () => {
      const added = await Promise.all(['a', 'b', 'c', 'a'].map((hash) => store.addVersion('orders', content(hash))));
      expect(added.map(({ version }) => version).sort()).toEqual([1, 1, 2, 3]);
    });

    it('gives back a version as it was added', async () => {
      await store.addVersion('orders', content('a'));
      expect(await store.version('orders', 1)).toEqual({ name: 'orders', version: 1, ...content('a') });
      expect(await store.version('orders', 2)).toBeUndefined();
      expect(await store.version('other', 1)).toBeUndefined();
    });

    it('lists versions with their labels', async () => {
      await store.addVersion('orders', content('a'));
      await store.addVersion('orders', content('b'));
      const versions = await store.versions('orders');
      expect(versions.map(({ version, contentHash }) => [version, contentHash])).toEqual([
        [1, 'a'],
        [2, 'b'],
      ]);
    });

    it('has a record per name, stopped and without an active version at first', async () => {
      expect(await store.get('orders')).toBeUndefined();
      await store.addVersion('orders', content('a'));
      expect(await store.get('orders')).toEqual({
        name: 'orders',
        revision: 1,
        latestVersion: 1,
        status: 'STOPPED',
        epoch: 0,
      });
      expect((await store.list()).map(({ name }) => name)).toEqual(['orders']);
    });

    it('replaces a record only at the revision expected; a new version is a change, too', async () => {
      await store.addVersion('orders', content('a'));
      const record = await store.get('orders');
      if (record === undefined) throw new Error('there is no record');
      const active = { ...record, revision: 2, activeVersion: 1, status: 'ACTIVE' } as const;
      expect(await store.update(active, 1)).toBe(true);
      expect(await store.update({ ...active, epoch: 9 }, 1)).toBe(false);
      expect(await store.get('orders')).toEqual(active);
      await store.addVersion('orders', content('b'));
      expect(await store.get('orders')).toEqual({ ...active, revision: 3, latestVersion: 2 });
      expect(await store.update({ ...active, name: 'unknown' }, 2)).toBe(false);
    });

    it('is durable when it resolves', async () => {
      await store.addVersion('orders', content('a'));
      const record = await store.get('orders');
      if (record !== undefined) await store.update({ ...record, revision: 2, epoch: 3 }, 1);
      const revived = await context.crash();
      expect(await revived.get('orders')).toMatchObject({ revision: 2, epoch: 3 });
      expect(await revived.version('orders', 1)).toMatchObject(content('a'));
    });
  });
}
