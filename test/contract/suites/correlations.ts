import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Correlations } from '../../../src/ports/correlations.ts';

export interface CorrelationsSetup {
  readonly correlations: Correlations;
  readonly crash: () => Promise<Correlations>;
  readonly close: () => Promise<void>;
}

export function describeCorrelations(name: string, setup: () => Promise<CorrelationsSetup>): void {
  describe(`Correlations: ${name}`, () => {
    let context: CorrelationsSetup;
    let correlations: Correlations;
    beforeEach(async () => {
      context = await setup();
      correlations = context.correlations;
    });
    afterEach(() => context.close());

    it('pairs a reply with the request that waits', async () => {
      expect(await correlations.expect('replies', 'order-1', 'token-1')).toBeUndefined();
      expect(await correlations.reply('replies', 'order-1', 'r1', { ok: true })).toEqual({ token: 'token-1' });
    });

    it('pairs a request with the reply that came first', async () => {
      expect(await correlations.reply('replies', 'order-1', 'r1', { ok: [1] })).toBeUndefined();
      expect(await correlations.expect('replies', 'order-1', 'token-1')).toEqual({ reply: { ok: [1] } });
    });

    it('keeps topics and keys apart', async () => {
      await correlations.expect('replies', 'order-1', 'token-1');
      expect(await correlations.reply('replies', 'order-2', 'r1', 1)).toBeUndefined();
      expect(await correlations.reply('others', 'order-1', 'r1', 1)).toBeUndefined();
    });

    it('pairs equal keys oldest first, one reply with one request', async () => {
      await correlations.expect('replies', 'k', 'token-1');
      await correlations.expect('replies', 'k', 'token-2');
      expect(await correlations.reply('replies', 'k', 'r1', 1)).toEqual({ token: 'token-1' });
      expect(await correlations.reply('replies', 'k', 'r2', 2)).toEqual({ token: 'token-2' });
      expect(await correlations.reply('replies', 'k', 'r3', 3)).toBeUndefined();
      expect(await correlations.reply('replies', 'k', 'r4', 4)).toBeUndefined();
      expect(await correlations.expect('replies', 'k', 'token-3')).toEqual({ reply: 3 });
    });

    it('gives a repetition the same answer and pairs nothing twice', async () => {
      await correlations.expect('replies', 'k', 'token-1');
      await correlations.expect('replies', 'k', 'token-1');
      expect(await correlations.reply('replies', 'k', 'r1', 'a')).toEqual({ token: 'token-1' });
      expect(await correlations.reply('replies', 'k', 'r1', 'a')).toEqual({ token: 'token-1' });
      expect(await correlations.expect('replies', 'k', 'token-1')).toEqual({ reply: 'a' });
      expect(await correlations.reply('replies', 'k', 'r2', 'b')).toBeUndefined();
    });

    it('forgets a request; its reply, delivered again, meets no later one', async () => {
      await correlations.expect('replies', 'k', 'token-1');
      await correlations.reply('replies', 'k', 'r1', 'a');
      await correlations.forget('token-1');
      expect(await correlations.reply('replies', 'k', 'r1', 'a')).toEqual({ token: 'token-1' });
      expect(await correlations.expect('replies', 'k', 'token-2')).toBeUndefined();
      await correlations.forget('token-2');
      expect(await correlations.reply('replies', 'k', 'r2', 'b')).toBeUndefined();
      await correlations.forget('unknown');
    });

    it('completes every pair exactly once when both sides race', async () => {
      const numbers = Array.from({ length: 50 }, (_, index) => index);
      const met = await Promise.all(
        numbers.flatMap((number) => [
          correlations.expect('replies', `k${number % 5}`, `token-${number}`).then((pair) => pair !== undefined),
          correlations.reply('replies', `k${number % 5}`, `r${number}`, number).then((pair) => pair !== undefined),
        ]),
      );
      expect(met.filter(Boolean)).toHaveLength(50);
    });

    it('is durable when it resolves', async () => {
      await correlations.expect('replies', 'a', 'token-1');
      await correlations.reply('replies', 'b', 'r1', 1);
      const revived = await context.crash();
      expect(await revived.reply('replies', 'a', 'r2', 2)).toEqual({ token: 'token-1' });
      expect(await revived.expect('replies', 'b', 'token-2')).toEqual({ reply: 1 });
    });
  });
}
