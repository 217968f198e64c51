import { describe, expect, it } from 'vitest';
import { openEffects } from '../../../src/engine/open-effects.ts';
import { accepted, FACTS, follow, output, started, verb } from './support/given.ts';
import { machine, parallel, pass, task } from './support/machines.ts';

describe('openEffects', () => {
  it('are the very effects that the open work asked for', async () => {
    const branches = [
      machine({ A: task({ TimeoutSeconds: 9, HeartbeatSeconds: 3 }) }),
      machine({ W: { Type: 'Wait', Seconds: 4 } }),
    ];
    const fork = parallel([machine({ F: task() })], { Completion: 'Detached' });
    const join = { Type: 'Join', Of: 'Fork', TimeoutSeconds: 7 };
    const scene = await started(
      machine({ P: parallel([...branches, machine({ Fork: fork, Join: join })]) }, { TimeoutSeconds: 99 }),
    );
    const byId = (one: { id: string }, other: { id: string }) => one.id.localeCompare(other.id);
    expect([...openEffects(scene.flow)].sort(byId)).toEqual([...scene.effects].sort(byId));
    expect(scene.effects).toHaveLength(7);
  });

  it('are none before the flow begins and after it ended', async () => {
    const scene = accepted(machine({ A: task() }, { TimeoutSeconds: 9 }));
    expect(openEffects(scene.flow)).toEqual([]);
    const begun = await follow(scene, { type: 'StartFlow' });
    expect(openEffects((await follow(begun, output(1))).flow)).toEqual([]);
    expect(openEffects((await follow(begun, verb('StopFlow'))).flow)).toEqual([]);
  });

  it('hold the continuation of a decision that yielded', async () => {
    const loop = machine({ A: pass({ Next: 'B' }), B: pass({ Next: 'A' }) });
    const scene = await started(loop, {}, { limits: { ...FACTS.limits, eventsPerDecision: 4 } });
    expect(openEffects(scene.flow)).toEqual(scene.effects);
  });
});
