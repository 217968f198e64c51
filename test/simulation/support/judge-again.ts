import type { Decision } from '../../../src/engine/decision.ts';
import type { Effect } from '../../../src/engine/effects.ts';
import type { Flow } from '../../../src/engine/flow.ts';
import type { Input } from '../../../src/engine/inputs.ts';
import { aslPlay, randomVerb } from './asl-play.ts';
import { createRandom } from './random.ts';

const MOST_STEPS = 120;

/**
 * Leads one flow through its life and shows it every input of its past again after each step. What was dropped once must be
 * dropped for ever; what was applied may at most set timers again.
 */
export async function inputsJudgedOtherwise(seed: number): Promise<string[]> {
  const random = createRandom(seed);
  const play = aslPlay(random);
  const program = play.programOf('asl');
  const past: { readonly input: Input; readonly wasApplied: boolean }[] = [];
  const open: Input[] = [{ type: 'StartFlow' }];
  const found: string[] = [];
  let flow = play.flows[0] as Flow;
  let now = 1_000_000;

  const judge = (input: Input, time: number): Decision | Promise<Decision> => {
    const limits = { eventsPerDecision: 8, eventsPerFlow: 25_000, payloadBytes: 262_144 };
    return play.decide(program, flow, input, {
      now: time,
      seed: `${seed}/${flow.eventCount}`,
      token: () => 'token',
      limits,
    });
  };

  for (let step = 0; step < MOST_STEPS && open.length > 0; step++) {
    now += random.between(0, 2_000);
    const input = random.chance(0.15)
      ? randomVerb(random, random.between(1, flow.run))
      : (open.splice(random.between(0, open.length - 1), 1)[0] as Input);
    const { applied, flow: next, effects } = await judge(input, now + random.between(-1_000, 1_000));
    past.push({ input, wasApplied: applied });
    if (!applied) continue;
    flow = next;
    for (const effect of effects) open.push(...answersTo(effect, play, random));
    for (const { input: old, wasApplied } of past) {
      const again = await judge(old, now + random.between(-10_000, 10_000));
      if (again.applied && !(wasApplied && changesNothing(again))) {
        found.push(
          `${JSON.stringify(old)} was ${wasApplied ? 'applied' : 'dropped'}, and changes the flow after ${JSON.stringify(input)}`,
        );
      }
    }
  }
  return found;
}

function changesNothing({ events, effects }: Decision): boolean {
  return events.length === 0 && effects.every(({ type }) => type === 'SetTimer');
}

function answersTo(
  effect: Effect,
  { perform }: ReturnType<typeof aslPlay>,
  random: ReturnType<typeof createRandom>,
): readonly Input[] {
  switch (effect.type) {
    case 'DispatchJob':
      return perform(effect, random);
    case 'SetTimer': {
      const { kind, entry, attempt, dueTime } = effect;
      return [{ type: 'FireTimer', kind, entry, attempt, dueTime }];
    }
    case 'ContinueLater':
      return [{ type: 'ContinueFlow', sequence: effect.sequence }];
    default:
      return [];
  }
}
