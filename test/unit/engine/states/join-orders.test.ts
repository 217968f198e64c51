import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../../../src/engine/decide.ts';
import type { Flow, Visit } from '../../../../src/engine/flow.ts';
import type { Input } from '../../../../src/engine/inputs.ts';
import { failure, follow, later, output, type Scene, skip, started, verb } from '../support/given.ts';
import { type Body, definitionOf, type Ending, type Gathering, JoinModel, type Task } from '../support/join-model.ts';

const leaf = fc.constant<Body>({ type: 'leaf' });

/** Forks with their Join, `depth` deep. Only at the top may a Join be one that nothing can satisfy, or wait for nothing. */
function gathering(depth: number, isRoot: boolean): fc.Arbitrary<Gathering> {
  const body: fc.Arbitrary<Body> =
    depth === 0
      ? leaf
      : fc.oneof({ weight: 3, arbitrary: leaf }, { weight: 1, arbitrary: gathering(depth - 1, false) });
  const items = fc.record({ body, items: fc.integer({ min: isRoot ? 0 : 1, max: 3 }) });
  const branches = fc.oneof(fc.array(body, { minLength: 1, maxLength: 3 }), items);
  const forks = fc.array(fc.record({ branches }), { minLength: 1, maxLength: 2 });
  return fc
    .record({
      type: fc.constant('gathering' as const),
      forks,
      until: fc.constantFrom<'All' | 'Any' | number>('All', 'Any', 1, 2, 3, 4),
      rest: fc.constantFrom('Cancel' as const, 'Continue' as const),
      gate: fc.boolean(),
      after: fc.boolean(),
      rounds: fc.integer({ min: 1, max: 2 }),
    })
    .map((made) => {
      const count = made.forks.reduce((sum, { branches: of }) => sum + ('items' in of ? of.items : of.length), 0);
      const until = !isRoot && typeof made.until === 'number' && made.until > count ? ('All' as const) : made.until;
      return { ...made, until, rounds: made.rest === 'Continue' ? 1 : made.rounds };
    });
}

/** The states and indexes around a visit, as the model names places. */
function placeOf(flow: Flow, { parent, index, state }: Visit): string {
  const around = parent === undefined ? undefined : flow.visits[parent];
  return `${around === undefined ? '' : placeOf(flow, around)}/${index}.${state}`;
}

function tasksOf({ visits }: Flow): Visit[] {
  return Object.values(visits).filter(({ phase }) => phase.type === 'job' || phase.type === 'held');
}

/** One flow and the model of it, driven by a tape of numbers. */
class Play {
  scene: Scene;
  readonly model: JoinModel;
  readonly #past: Input[] = [];
  #steps = 0;
  /** Tasks at different depths timed out at one moment: which failure a Join above them hears first is nobody's promise. */
  #isTied = false;

  private constructor(scene: Scene, model: JoinModel) {
    this.scene = scene;
    this.model = model;
  }

  static async of(root: Body): Promise<Play> {
    return new Play(await started(definitionOf(root), { items: [1, 2, 3] }), new JoinModel(root));
  }

  visitOf({ place }: Task): Visit {
    const { flow } = this.scene;
    return tasksOf(flow).find((visit) => placeOf(flow, visit) === place) as Visit;
  }

  async step(choice: number): Promise<void> {
    this.scene = later(this.scene, 1);
    this.#steps++;
    const action = choice % 11;
    if (action === 9) return this.#togglePause();
    const tasks = [...this.model.open.values()].filter(({ held, expired }) => !expired && (action === 8 || !held));
    const chosen = tasks[Math.floor(choice / 11) % tasks.length];
    if (chosen === undefined) return this.#togglePause();
    if (action === 8) await this.#skip(chosen);
    else if (action >= 6) await this.#timeOut(chosen);
    else if (action >= 4) await this.#end(chosen, { error: `E${this.#steps}` });
    else await this.#end(chosen, { output: this.#steps });
  }

  async #apply(input: Input): Promise<void> {
    this.scene = await follow(this.scene, input);
    this.#past.push(input);
  }

  async #end(chosen: Task, ending: Ending): Promise<void> {
    const { entry } = this.visitOf(chosen);
    await this.#apply('output' in ending ? output(entry, ending.output) : failure(entry, ending.error));
    this.model.end([chosen], ending);
  }

  /** Every visit of the state is skipped. */
  async #skip({ state }: Task): Promise<void> {
    const inOrder = this.#inOrder([...this.model.open.values()].filter((other) => other.state === state));
    await this.#apply({ ...skip(state, this.#steps), run: this.scene.flow.run } as Input);
    this.model.end(inOrder, { output: this.#steps, skipped: true });
  }

  /** Everything that was due by then times out with it; while the flow is paused each expiry is held. */
  async #timeOut(chosen: Task): Promise<void> {
    const visit = this.visitOf(chosen);
    const dueTime = dueOf(visit);
    const { isPaused, open } = this.model;
    const together = this.#inOrder(
      [...open.values()].filter((task) => task === chosen || (!task.held && dueOf(this.visitOf(task)) <= dueTime)),
    );
    await this.#apply({ type: 'FireTimer', kind: 'timeout', entry: visit.entry, attempt: 1, dueTime });
    if (isPaused) {
      chosen.expired = true;
      return;
    }
    this.#isTied ||= new Set(together.map(({ place }) => place.split('/').length)).size > 1;
    this.model.end(together, { error: 'States.Timeout' });
  }

  async #togglePause(): Promise<void> {
    const { isPaused } = this.model;
    const inOrder = this.#inOrder([...this.model.open.values()]);
    await this.#apply(verb(isPaused ? 'ResumeFlow' : 'PauseFlow', { run: this.scene.flow.run }));
    if (isPaused) this.model.resume(inOrder);
    else this.model.isPaused = true;
  }

  async retry(): Promise<void> {
    await this.#apply(verb('RetryFlow', { run: this.scene.flow.run }));
    this.model.retry();
  }

  /** As the engine goes through its visits. */
  #inOrder(tasks: readonly Task[]): Task[] {
    return [...tasks].sort((one, other) => this.visitOf(one).entry - this.visitOf(other).entry);
  }

  /** What came before changes nothing when it comes again. */
  async redeliver(choice: number): Promise<void> {
    const again = this.#past[choice % this.#past.length];
    if (again === undefined) return;
    const { program, flow, facts } = this.scene;
    expect((await decide(program, flow, again, facts)).applied).toBe(false);
  }

  expectAgreement(): void {
    const { flow } = this.scene;
    const { result, open } = this.model;
    expect(
      tasksOf(flow)
        .map((visit) => placeOf(flow, visit))
        .sort(),
    ).toEqual([...open.keys()].sort());
    if (result === undefined) expect(flow.endedAt).toBeUndefined();
    else expect(flow.visits).toEqual({});
    if (result === undefined) return;
    if ('output' in result) expect(flow).toMatchObject({ status: 'SUCCEEDED', output: result.output });
    else expect(flow).toMatchObject({ status: 'FAILED', ...(this.#isTied ? {} : { error: { error: result.error } }) });
  }
}

function dueOf({ phase }: Visit): number {
  return phase.type === 'job' ? (phase.timeoutAt ?? 0) : 0;
}

describe('Join, whatever the order in which branches end, fail, are skipped, time out and are cancelled', () => {
  it.each([
    ['several forks', 0],
    ['forks within forks and within iterations', 2],
  ])('%s, in loops, with pauses and redelivered inputs', async (_, depth) => {
    const tapes = fc.array(fc.nat(10_000), { minLength: 60, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(gathering(depth, true), tapes, async (root, tape) => {
        const play = await Play.of(root);
        play.expectAgreement();
        for (const choice of tape) {
          if (play.model.result !== undefined) break;
          await play.step(choice);
          play.expectAgreement();
          await play.redeliver(choice);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('a flow that failed is retried from where it stood: branches that succeeded are not run again', async () => {
    const tapes = fc.array(fc.nat(10_000), { minLength: 60, maxLength: 60 });
    const flat = gathering(0, true).map(
      (made): Gathering => ({ ...made, after: made.after && made.rest === 'Cancel' }),
    );
    await fc.assert(
      fc.asyncProperty(flat, tapes, async (root, tape) => {
        const play = await Play.of(root);
        for (const choice of tape) {
          if (play.model.result === undefined) await play.step(choice);
          else if ('error' in play.model.result) await play.retry();
          else break;
          play.expectAgreement();
          await play.redeliver(choice);
        }
      }),
      { numRuns: 300 },
    );
  });
});
