import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SetTimer } from '../../../src/engine/effects.ts';
import type { FlowId } from '../../../src/engine/ids.ts';
import type { DueTimer, Timers } from '../../../src/ports/timers.ts';
import { until } from '../../support/until.ts';

export interface TimersSetup {
  readonly timers: Timers;
  readonly crash: () => Promise<Timers>;
  readonly close: () => Promise<void>;
}

function timer(entry: number, inMs: number, fields: Partial<SetTimer> = {}): SetTimer {
  return {
    type: 'SetTimer',
    id: `wait:${entry}.1`,
    kind: 'wait',
    entry,
    attempt: 1,
    dueTime: Date.now() + inMs,
    ...fields,
  };
}

let count = 0;

export function describeTimers(name: string, setup: () => Promise<TimersSetup>): void {
  describe(`Timers: ${name}`, () => {
    let context: TimersSetup;
    let timers: Timers;
    let flowId: FlowId;
    let fired: (DueTimer & { readonly at: number })[];
    beforeEach(async () => {
      context = await setup();
      timers = context.timers;
      flowId = `timers-${++count}` as FlowId;
      fired = [];
    });
    afterEach(() => context.close());

    const fire = async (due: readonly DueTimer[]) => {
      fired.push(...due.map((one) => ({ ...one, at: Date.now() })));
    };
    const entries = () => fired.map(({ timer }) => timer.entry);

    it('fires in order of time, never early, with what was set', async () => {
      timers.start(fire);
      const set = [timer(1, 60), timer(2, 20), timer(3, 40, { kind: 'timeout', id: 'timeout:3.2', attempt: 2 })];
      await timers.set(flowId, set);
      await until(() => fired.length === 3);
      expect(entries()).toEqual([2, 3, 1]);
      expect(fired[1]).toMatchObject({ flowId, timer: set[2] });
      for (const { timer, at } of fired) expect(at).toBeGreaterThanOrEqual(timer.dueTime);
    });

    it('fires what is due already, and what was set before it started', async () => {
      await timers.set(flowId, [timer(1, -1_000), timer(2, 10)]);
      timers.start(fire);
      await until(() => fired.length === 2);
      expect(entries()).toEqual([1, 2]);
    });

    it('does not fire what was cancelled long before', async () => {
      timers.start(fire);
      await timers.set(flowId, [timer(1, 80), timer(2, 100)]);
      await timers.cancel(flowId, ['wait:1.1', 'never-set']);
      await until(() => fired.length > 0);
      expect(entries()).toEqual([2]);
    });

    it('moves a timer that is set again, earlier or later', async () => {
      timers.start(fire);
      await timers.set(flowId, [timer(1, 60_000), timer(2, 500)]);
      await timers.set(flowId, [timer(1, 30)]);
      const later = timer(2, 700);
      await timers.set(flowId, [later]);
      await until(() => fired.length === 2);
      expect(entries()).toEqual([1, 2]);
      expect(fired[1]?.at).toBeGreaterThanOrEqual(later.dueTime);
    });

    it('keeps equal ids of different flows apart', async () => {
      const other = `${flowId}-other` as FlowId;
      timers.start(fire);
      await timers.set(flowId, [timer(1, 20)]);
      await timers.set(other, [timer(1, 30)]);
      await timers.cancel(`${flowId}-third` as FlowId, ['wait:1.1']);
      await until(() => fired.length === 2);
      expect(fired.map(({ flowId: id }) => id)).toEqual([flowId, other]);
    });

    it('fires again what was rejected', async () => {
      let attempts = 0;
      timers.start(async (due) => {
        attempts += 1;
        if (attempts < 3) throw new Error('not now');
        await fire(due);
      });
      await timers.set(flowId, [timer(1, 5)]);
      await until(() => fired.length === 1);
      expect(attempts).toBe(3);
    });

    it('survives a crash: what was due meanwhile and what is due later', async () => {
      await timers.set(flowId, [timer(1, 1), timer(2, 150), timer(3, 120_000)]);
      const revived = await context.crash();
      revived.start(fire);
      await until(() => fired.length === 2);
      expect(entries()).toEqual([1, 2]);
    });

    it('fires thousands, each once', async () => {
      timers.start(fire);
      const all = Array.from({ length: 3_000 }, (_, index) => timer(index, 20 + (index % 50)));
      await timers.set(flowId, all);
      await until(() => fired.length >= 3_000);
      expect(new Set(entries()).size).toBe(3_000);
      expect(fired).toHaveLength(3_000);
    });

    it('is silent after stop', async () => {
      timers.start(fire);
      await timers.set(flowId, [timer(1, 10)]);
      await until(() => fired.length === 1);
      await timers.set(flowId, [timer(2, 5)]);
      await timers.stop();
      const before = fired.length;
      const marker = performance.now() + 30;
      await until(() => performance.now() > marker);
      expect(fired).toHaveLength(before);
    });
  });
}
