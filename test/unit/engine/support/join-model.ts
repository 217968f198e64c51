import type { Json, JsonObject } from '../../../../src/asl/json.ts';
import { machine, map, parallel, pass, task } from './machines.ts';

/** A place in a random blueprint: a task alone, or forks with the Join that collects them. */
export type Body = { readonly type: 'leaf' } | Gathering;
export interface Gathering {
  readonly type: 'gathering';
  readonly forks: readonly Fork[];
  readonly until: 'All' | 'Any' | number;
  readonly rest: 'Cancel' | 'Continue';
  /** A task between fork and Join, and one behind the Join. */
  readonly gate: boolean;
  readonly after: boolean;
  /** How often the forks are entered, in a loop. */
  readonly rounds: number;
}
export interface Fork {
  /** Branches of a Parallel, or a Map's body with the number of its items. */
  readonly branches: readonly Body[] | { readonly body: Body; readonly items: number };
}

/** Seconds after which a task times out, by the number of its name: some are due together, some are not. */
const secondsOf = (name: string) => 10 + (Number(name.replace(/\D/g, '')) % 3) * 5;
const job = (name: string, fields: JsonObject = {}) => ({
  [name]: task({ TimeoutSeconds: secondsOf(name), ...fields }),
});

/** The blueprint; every state has a name of its own. The model below counts names in the same order. */
export function definitionOf(root: Body): JsonObject {
  let count = 0;
  const build = (body: Body): JsonObject => {
    const id = ++count;
    if (body.type === 'leaf') return machine(job(`T${id}`));
    const forks = body.forks.map(({ branches }, at) => {
      const shared = { Completion: 'Detached' };
      const items = 'items' in branches ? { ItemsPath: `$$.Execution.Input.items[0:${branches.items}]` } : {};
      const state =
        'items' in branches
          ? map(build(branches.body), { ...shared, ...items })
          : parallel(branches.map(build), shared);
      return [`F${id}x${at}`, state] as const;
    });
    const names = forks.map(([name]) => name);
    const until = typeof body.until === 'number' ? { Count: body.until } : body.until;
    const join = { Type: 'Join', Of: names.length === 1 ? (names[0] as string) : names, Until: until, Rest: body.rest };
    return machine({
      [`N${id}`]: pass({ Assign: { [`n${id}`]: 1 } }),
      ...Object.fromEntries(forks),
      ...(body.gate ? job(`G${id}`, { ResultPath: null }) : {}),
      [`J${id}`]: join,
      [`C${id}`]: {
        Type: 'Choice',
        Choices: [{ Variable: `$n${id}`, NumericLessThan: body.rounds, Next: `I${id}` }],
        Default: `D${id}`,
      },
      [`I${id}`]: pass({ Assign: { [`n${id}.$`]: `States.MathAdd($n${id}, 1)` }, Next: names[0] ?? '' }),
      [`D${id}`]: pass(),
      ...(body.after ? job(`A${id}`, { ResultPath: null }) : {}),
    });
  };
  return build(root);
}

/** A skipped task's output takes the place of its result, past ResultPath. */
export type Ending = { readonly output: Json; readonly skipped?: true } | { readonly error: string };

/** A task that is out, or is held because the flow was paused when it was its turn. */
export interface Task {
  readonly place: string;
  readonly state: string;
  held: boolean;
  /** Timed out while the flow was paused. */
  expired: boolean;
}

type Hear = (ending: Ending) => void;
interface OpenTask extends Task {
  readonly hear: Hear;
}

/**
 * What the specification of Join promises, computed from the order in which tasks end and from nothing else: no visits, events or
 * timers. What ends at one moment is heard in the order in which it ended, from the inside out. The oracle of the property tests.
 */
export class JoinModel {
  readonly #open = new Map<string, OpenTask>();
  readonly #running = new Set<Run>();
  readonly #ended: (() => void)[] = [];
  #stood: Run | undefined;
  result: Ending | undefined;
  isPaused = false;

  constructor(root: Body) {
    this.#begin(root, { id: 1 }, '/0', (ending) => {
      this.result = ending;
      this.#open.clear();
    });
    this.#hearAll();
  }

  get open(): ReadonlyMap<string, Task> {
    return this.#open;
  }

  /** The tasks end at one moment. */
  end(tasks: readonly Task[], ending: Ending): void {
    for (const task of tasks) {
      const own = this.#open.get(task.place);
      this.#open.delete(task.place);
      if (own !== undefined) this.#ended.push(() => own.hear(ending));
    }
    this.#hearAll();
  }

  #hearAll(): void {
    for (let next = this.#ended.shift(); next !== undefined; next = this.#ended.shift()) next();
  }

  /** Of a flow that failed at the top: where it stood is entered again, and every branch that did not succeed. */
  retry(): void {
    const run = this.#stood;
    if (run === undefined) return;
    this.result = undefined;
    this.isPaused = false;
    this.#running.add(run);
    run.failures.length = 0;
    for (const { outcomes, branch, begin } of run.branches) {
      const ending = outcomes[branch];
      if (ending !== undefined && 'output' in ending) continue;
      outcomes[branch] = undefined;
      begin();
    }
    run.again();
    this.#hearAll();
  }

  resume(inOrder: readonly Task[]): void {
    this.isPaused = false;
    for (const task of this.#open.values()) task.held = false;
    this.end(
      inOrder.filter(({ expired }) => expired),
      { error: 'States.Timeout' },
    );
  }

  #task(here: string, state: string, hear: Hear): void {
    const place = `${here}.${state}`;
    this.#open.set(place, { place, state, held: this.isPaused, expired: false, hear });
  }

  #cancel(prefix: string): void {
    for (const place of [...this.#open.keys()]) if (place.startsWith(prefix)) this.#open.delete(place);
    for (const run of [...this.#running]) if (run.here.startsWith(prefix)) this.#running.delete(run);
  }

  #begin(body: Body, counter: Counter, here: string, hear: Hear): void {
    const id = counter.id++;
    if (body.type === 'leaf') return void this.#task(here, `T${id}`, hear);
    this.#round({ body, id, here, first: counter.id, number: 1, hear }, counter);
  }

  /** Enters the forks, once, and then the gate or the Join. */
  #round(scope: Scope, counter: Counter): void {
    const { body, id, here } = scope;
    const run: Run = {
      ...scope,
      isCollecting: false,
      outcomes: [],
      failures: [],
      branches: [],
      again: () => undefined,
    };
    this.#running.add(run);
    counter.id = scope.first;
    for (const [at, { branches }] of body.forks.entries()) {
      const isMap = 'items' in branches;
      const bodies = isMap ? new Array<Body>(branches.items).fill(branches.body) : branches;
      const outcomes: (Ending | undefined)[] = bodies.map(() => undefined);
      run.outcomes.push(outcomes);
      const shared = counter.id;
      for (const [branch, inner] of bodies.entries()) {
        if (isMap) counter.id = shared;
        const own = counter.id;
        const begin = (from: Counter) =>
          this.#begin(inner, from, `${here}.F${id}x${at}/${branch}`, (ending) => {
            outcomes[branch] = ending;
            if ('error' in ending) run.failures.push(ending.error);
            this.#judge(run);
          });
        run.branches.push({ outcomes, branch, begin: () => begin({ id: own }) });
        begin(counter);
      }
      if (isMap) counter.id = shared + sizeOf(branches.body);
    }
    if (body.gate) this.#gate(run);
    else this.#collect(run);
  }

  #gate(run: Run): void {
    run.again = () => this.#gate(run);
    this.#task(run.here, `G${run.id}`, (ending) =>
      'output' in ending ? this.#collect(run) : this.#finish(run, ending),
    );
  }

  #collect(run: Run): void {
    run.isCollecting = true;
    run.again = () => this.#judge(run);
    this.#judge(run);
  }

  /** Whether enough branches succeeded, may still succeed, or cannot any more. */
  #judge(run: Run): void {
    if (!run.isCollecting || !this.#running.has(run)) return;
    const { until } = run.body;
    const all = run.outcomes.flat();
    const succeeded = all.filter((ending) => ending !== undefined && 'output' in ending).length;
    const running = all.filter((ending) => ending === undefined).length;
    const wanted = until === 'All' ? all.length : until === 'Any' ? 1 : until;
    if (succeeded >= wanted) this.#met(run);
    else if (succeeded + running < wanted) this.#finish(run, { error: run.failures[0] ?? 'SFC.JoinUnsatisfiable' });
  }

  #met(run: Run): void {
    const { body, id, here, number } = run;
    const lists = run.outcomes.map((list) =>
      list.map((ending) => (ending && 'output' in ending ? ending.output : null)),
    );
    const output: Json =
      lists.length === 1 ? (lists[0] as Json) : Object.fromEntries(lists.map((list, at) => [`F${id}x${at}`, list]));
    this.#running.delete(run);
    if (body.rest === 'Cancel') this.#cancel(`${here}.F${id}x`);
    if (number < body.rounds) this.#round({ ...run, number: number + 1 }, { id: run.first });
    else if (!body.after) this.#finish(run, { output });
    else this.#after(run, output);
  }

  #after(run: Run, output: Json): void {
    run.branches.length = 0;
    run.again = () => this.#after(run, output);
    const hear: Hear = (ending) => this.#finish(run, 'error' in ending || ending.skipped ? ending : { output });
    this.#task(run.here, `A${run.id}`, hear);
  }

  /** The scope is over; whatever still runs in it is cancelled. */
  #finish(run: Run, ending: Ending): void {
    this.#running.delete(run);
    this.#cancel(`${run.here}.`);
    if (run.here === '/0') this.#stood = run;
    this.#ended.push(() => run.hear(ending));
  }
}

interface Counter {
  id: number;
}
interface Scope {
  readonly body: Gathering;
  readonly id: number;
  readonly here: string;
  /** The number of the first name inside. */
  readonly first: number;
  readonly number: number;
  readonly hear: Hear;
}
interface Run extends Scope {
  isCollecting: boolean;
  readonly outcomes: (Ending | undefined)[][];
  readonly failures: string[];
  readonly branches: {
    readonly outcomes: (Ending | undefined)[];
    readonly branch: number;
    readonly begin: () => void;
  }[];
  /** Enters again where the scope stands. */
  again: () => void;
}

/** How many names a body takes. */
function sizeOf(body: Body): number {
  if (body.type === 'leaf') return 1;
  const inner = body.forks.flatMap(({ branches }) => ('items' in branches ? [branches.body] : branches));
  return inner.reduce((sum, each) => sum + sizeOf(each), 1);
}
