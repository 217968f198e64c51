import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FlowId } from '../../../src/engine/ids.ts';
import type { Claims } from '../../../src/ports/claims.ts';

export interface ClaimsSetup {
  readonly claims: Claims;
  readonly crash: () => Promise<Claims>;
  readonly close: () => Promise<void>;
}

const flowId = 'flow-1' as FlowId;

export function describeClaims(name: string, setup: () => Promise<ClaimsSetup>): void {
  describe(`Claims: ${name}`, () => {
    let context: ClaimsSetup;
    beforeEach(async () => {
      context = await setup();
    });
    afterEach(() => context.close());

    it('gives a token to one claimant', async () => {
      const claims = await Promise.all(Array.from({ length: 10 }, () => context.claims.claim(flowId, 'token-1')));
      expect(claims.filter(Boolean)).toHaveLength(1);
      expect(await context.claims.claim(flowId, 'token-2')).toBe(true);
    });

    it('remembers through a crash', async () => {
      await context.claims.claim(flowId, 'token-1');
      const revived = await context.crash();
      expect(await revived.claim(flowId, 'token-1')).toBe(false);
    });
  });
}
