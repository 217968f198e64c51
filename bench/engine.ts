import type { Blueprint, State } from '../src/asl/blueprint.ts';
import { compileBlueprint } from '../src/asl/compile.ts';
import { acceptFlow } from '../src/engine/accept-flow.ts';
import { decide } from '../src/engine/decide.ts';
import type { Decision, Facts } from '../src/engine/decision.ts';
import type { FlowId } from '../src/engine/ids.ts';

/** The pure engine alone: five-task JSONPath flows, every decision and every event made and dropped. */
export function measureEngine(): { flowsPerCpuSecond: number; eventsPerFlow: number; decisionsPerFlow: number } {
  const names = [1, 2, 3, 4, 5].map((n) => `Task${n}`);
  const states = names.map((name, i): [string, State] => {
    const next = names[i + 1];
    const task = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:Noop' } as const;
    return [name, next === undefined ? { ...task, End: true } : { ...task, Next: next }];
  });
  const blueprint: Blueprint = { StartAt: 'Task1', States: Object.fromEntries(states) };
  const compiled = compileBlueprint(blueprint);
  if (!compiled.ok) throw new Error(compiled.error.cause);
  const facts: Facts = {
    now: 1_700_000_000_000,
    seed: 'bench',
    token: ({ entry, attempt }) => `${entry}.${attempt}`,
    limits: { eventsPerDecision: 500, eventsPerFlow: 25_000, payloadBytes: 262_144 },
  };
  let events = 0;
  const runFlow = () => {
    const accepted = acceptFlow({
      id: 'f' as FlowId,
      name: 'f',
      blueprint: 'b',
      version: 1,
      input: { a: 1 },
      now: facts.now,
    });
    let decision = decide(compiled.value, accepted, { type: 'StartFlow' }, facts) as Decision;
    for (;;) {
      events += decision.events.length;
      const job = decision.effects.find((effect) => effect.type === 'DispatchJob');
      if (job?.type !== 'DispatchJob') return;
      const { entry, attempt } = job;
      const result = { type: 'ReportJobResult', entry, attempt, result: { output: { a: 1 } } } as const;
      decision = decide(compiled.value, decision.flow, result, facts) as Decision;
    }
  };
  for (let i = 0; i < 50_000; i++) runFlow();
  events = 0;
  const flows = 200_000;
  const begun = process.cpuUsage();
  for (let i = 0; i < flows; i++) runFlow();
  const { user, system } = process.cpuUsage(begun);
  return {
    flowsPerCpuSecond: Math.round(flows / ((user + system) / 1e6)),
    eventsPerFlow: events / flows,
    decisionsPerFlow: 6,
  };
}
