import type { Random } from './random.ts';
import { acceptedTinyFlow, decideTiny, openTinyEffects, type TinyProgram, type TinyState } from './tiny-engine.ts';
import type { Play } from './world.ts';

/** Flows of a random program, on the tiny engine. */
export function tinyPlay(random: Random): Play<TinyProgram> {
  const program = Array.from({ length: random.between(1, 4) }, () => tinyState(random));
  const flows = Array.from({ length: random.between(1, 3) }, (_, index) => acceptedTinyFlow(`f${index + 1}`));
  return {
    decide: decideTiny,
    openEffects: openTinyEffects,
    programOf: () => program,
    flows,
    interruptions: flows
      .filter(() => random.chance(0.05))
      .map(({ id }) => ({ flowId: id, verb: (run) => ({ type: 'StopFlow', operationId: `stop-${id}`, run }) })),
    perform: ({ entry, attempt }, luck) => [
      {
        type: 'ReportJobResult',
        entry,
        attempt,
        result: luck.chance(0.2) ? { error: { error: 'Tiny.Failed' } } : { output: null },
      },
    ],
    answered: ({ type, details }) =>
      type === 'TaskSucceeded' || type === 'TaskFailed' || type === 'TaskTimedOut'
        ? `attempt ${details?.['entry']}.${details?.['attempt']}`
        : undefined,
  };
}

function tinyState(random: Random): TinyState {
  switch (random.between(0, 6)) {
    case 0:
      return { type: 'wait', duration: random.between(1, 40) };
    case 1:
      return { type: 'fork', branches: random.between(2, 4), length: random.between(1, 2) };
    case 2:
      return { type: 'loop', times: 2 };
    case 3:
      return { type: 'burst', events: random.between(4, 20) };
    case 4:
      return { type: 'job', maxAttempts: 3, timeout: random.between(20, 200) };
    default:
      return { type: 'job', maxAttempts: random.between(1, 3) };
  }
}
