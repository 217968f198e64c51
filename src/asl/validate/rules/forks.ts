import { isObject, type Json, type JsonObject, member } from '../../json.ts';
import { type Location, within } from '../location.ts';
import type { Site } from '../report.ts';
import { canReach, graphOf, reversed } from './state-graph.ts';

const FORBIDDEN_ON_FORK = ['Retry', 'ResultSelector', 'ResultPath', 'Output'];
const FORK_OPEN = 'SFC.ForkOpen';

/** BLUEPRINT.md: Join (extension). Checks the forks and joins of one scope against each other. */
export function checkForks(states: JsonObject, at: Location, site: Site): void {
  const forks = new Map<string, JsonObject>();
  const joins = new Map<string, readonly string[]>();
  for (const name of Object.keys(states)) {
    const state = states[name] as Json;
    if (!isObject(state)) continue;
    if (isFork(state)) forks.set(name, state);
    if (member(state, 'Type') === 'Join') joins.set(name, namesOf(member(state, 'Of')));
  }
  for (const [name, fork] of forks) checkFork(fork, within(at, name), site);
  for (const name of joins.keys()) checkJoin(states[name] as JsonObject, forks, within(at, name), site);
  if (forks.size > 0) warnUnjoined(states, forks, joins, at, site);
}

function isFork(state: JsonObject): boolean {
  const type = member(state, 'Type');
  return (type === 'Parallel' || type === 'Map') && member(state, 'Completion') === 'Detached';
}

function namesOf(of: Json | undefined): readonly string[] {
  return (Array.isArray(of) ? of : [of]).filter((name): name is string => typeof name === 'string');
}

function checkFork(fork: JsonObject, at: Location, site: Site): void {
  for (const name of FORBIDDEN_ON_FORK) {
    if (member(fork, name) === undefined) continue;
    site.report.error(
      'INVALID_FORK',
      within(at, name),
      `A detached state has no result of its own; move "${name}" to the Join.`,
    );
  }
  const catchers = member(fork, 'Catch');
  if (!Array.isArray(catchers)) return;
  for (const [index, catcher] of catchers.entries()) {
    const errors = isObject(catcher) ? member(catcher, 'ErrorEquals') : undefined;
    if (index === 0 && Array.isArray(errors) && errors.length === 1 && errors[0] === FORK_OPEN) continue;
    const message = `A detached state can catch ${FORK_OPEN} only, once; catch the branches' errors at the Join.`;
    site.report.error('INVALID_FORK', within(within(at, 'Catch'), index), message);
  }
}

function checkJoin(join: JsonObject, forks: ReadonlyMap<string, JsonObject>, at: Location, site: Site): void {
  const of = member(join, 'Of');
  const names = namesOf(of);
  const seen = new Set<string>();
  for (const [index, name] of names.entries()) {
    const place = Array.isArray(of) ? within(within(at, 'Of'), index) : within(at, 'Of');
    if (!forks.has(name)) {
      const message = `There is no Parallel or Map named "${name}" with "Completion": "Detached" in this scope; name one.`;
      site.report.error('NO_FORK', place, message);
    } else if (seen.has(name)) {
      site.report.error('NO_FORK', place, `"${name}" is named twice; remove one.`);
    }
    seen.add(name);
  }
  const until = member(join, 'Until');
  const count = until !== undefined && isObject(until) ? member(until, 'Count') : undefined;
  const sizes = names.map((name) => branchCount(forks.get(name)));
  if (typeof count !== 'number' || sizes.some((size) => size === undefined)) return;
  const total = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  if (count <= total) return;
  const message = `${count} branches can never succeed: the fork has ${total}; the Join always fails with SFC.JoinUnsatisfiable.`;
  site.report.warning('UNSATISFIABLE_JOIN', within(within(at, 'Until'), 'Count'), message);
}

/** How many branches a fork starts; undefined where only the flow's data tells. */
function branchCount(fork: JsonObject | undefined): number | undefined {
  const branches = fork === undefined ? undefined : member(fork, 'Branches');
  return Array.isArray(branches) ? branches.length : undefined;
}

function warnUnjoined(
  states: JsonObject,
  forks: ReadonlyMap<string, JsonObject>,
  joins: ReadonlyMap<string, readonly string[]>,
  at: Location,
  site: Site,
): void {
  const joined = joinedForks(states, joins);
  for (const name of forks.keys()) {
    if (joined.has(name)) continue;
    const message = `No Join with "Of": "${name}" can be reached from this fork, so its branches are cancelled when the scope ends.`;
    site.report.warning('FORK_NOT_JOINED', within(at, name), message);
  }
}

/** Worked out for a limited number of Joins, so that the time taken stays linear; the others count as reached. */
const MAX_FOLLOWED = 100;

function joinedForks(states: JsonObject, joins: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const joined = new Set<string>();
  const backwards = reversed(graphOf(states));
  let followed = 0;
  for (const [join, of] of joins) {
    const before = followed++ < MAX_FOLLOWED ? canReach(backwards, backwards.get(join) ?? []) : undefined;
    for (const name of of) if (before === undefined || before.has(name)) joined.add(name);
  }
  return joined;
}
