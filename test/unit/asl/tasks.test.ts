import { describe, expect, it } from 'vitest';
import type { Machine } from '../../../src/asl/blueprint.ts';
import { tasksOf, usesJobs } from '../../../src/asl/tasks.ts';

const task = (Resource: string) => ({ Type: 'Task', Resource, End: true });
const machine = (state: object) => ({ StartAt: 'A', States: { A: state } }) as unknown as Machine;
const parallel = (...Branches: Machine[]) => machine({ Type: 'Parallel', Branches, End: true });
const map = (fields: object) => machine({ Type: 'Map', End: true, ...fields });
const pass = machine({ Type: 'Pass', End: true });

describe('the tasks of a blueprint', () => {
  it('are those of branches and iterations too, in the order of the document', () => {
    const inner = map({ ItemProcessor: machine(task('b')) });
    const outer = parallel(machine(task('a')), inner, map({ Iterator: machine(task('c')) }), map({}));
    expect([...tasksOf(outer)].map((state) => state.Resource)).toEqual(['a', 'b', 'c']);
  });

  it.each<[what: string, blueprint: Machine, needsWorker: boolean]>([
    ['nothing but Pass', pass, false],
    ['a Task in a branch', parallel(pass, machine(task('a'))), true],
    ['a Map', map({ ItemProcessor: pass, ResultWriter: { WriterConfig: {} } }), false],
    ['a Map that reads its items', parallel(map({ ItemProcessor: pass, ItemReader: {} })), true],
    ['a Map that writes its results', map({ ItemProcessor: pass, ResultWriter: { Resource: 'w' } }), true],
  ])('ask for a worker: %s', (_what, blueprint, needsWorker) => {
    expect(usesJobs(blueprint)).toBe(needsWorker);
  });
});
