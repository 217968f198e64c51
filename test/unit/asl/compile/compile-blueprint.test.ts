import { describe, expect, it } from 'vitest';
import type { Blueprint } from '../../../../src/asl/blueprint.ts';
import { compileBlueprint } from '../../../../src/asl/compile.ts';
import type { JsonObject } from '../../../../src/asl/json.ts';
import { failed, ok } from '../../../../src/asl/result.ts';
import { program } from '../../engine/support/machines.ts';
import { environmentOf } from '../environment-of.ts';

const RESOURCE = 'arn:aws:lambda:us-east-1:1:function:F';
const single = (state: JsonObject, extra: JsonObject = {}) =>
  ({ StartAt: 'A', States: { A: state }, ...extra }) as unknown as Blueprint;

function causeOf(blueprint: Blueprint, schemas?: Parameters<typeof compileBlueprint>[1]): string {
  const result = compileBlueprint(blueprint, schemas);
  if (result.ok) return 'compiled';
  return result.error.cause ?? '';
}

describe('compileBlueprint', () => {
  it.each<[string, JsonObject]>([
    ["State 'A', field 'InputPath'", { Type: 'Pass', InputPath: '$[', End: true }],
    ["State 'A', field 'Parameters'", { Type: 'Pass', Parameters: { 'a.$': 'no path' }, End: true }],
    ["State 'A', field 'ResultPath'", { Type: 'Pass', ResultPath: '$.a[*]', End: true }],
    ["State 'A', field 'ErrorPath'", { Type: 'Fail', ErrorPath: 'States.Nothing()' }],
    ["State 'A', field 'Output'", { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% ( %}', End: true }],
    ['Choices[0]', { Type: 'Choice', Choices: [{ Variable: '$.a', NumericEquals: 'x', Next: 'A' }] }],
    [
      'Correlation/Reply',
      { Type: 'Task', Resource: RESOURCE, Correlation: { Request: '$request', Reply: '$reply[' }, End: true },
    ],
  ])('names the place of what is no expression: %s', (place, state) => {
    expect(causeOf(single(state))).toContain(place);
  });

  it('names the place of a schema that is refused, and checks no schema without a compiler', () => {
    const schemas = { schemas: () => failed('SFC.SchemaInvalid', 'nonsense') };
    const state = { Type: 'Task', Resource: RESOURCE, InputSchema: { type: 'nonsense' }, End: true };
    expect(causeOf(single(state), schemas)).toBe("State 'A', field 'InputSchema': nonsense");
    expect(causeOf(single(state))).toBe('compiled');
    const pass = { Type: 'Pass', End: true };
    expect(causeOf(single(pass, { OutputSchema: {} }), schemas)).toBe("Field 'OutputSchema': nonsense");
    expect(causeOf(single(pass, { OutputSchema: {} }), { schemas: () => ok(() => undefined) })).toBe('compiled');
  });

  it('gives retriers the defaults of the specification', () => {
    const retry = program({
      StartAt: 'A',
      States: { A: { Type: 'Task', Resource: RESOURCE, End: true, Retry: [{ ErrorEquals: ['E'] }] } },
    });
    expect(retry.root.states.get('A')).toMatchObject({
      retriers: [
        {
          errors: ['E'],
          intervalSeconds: 1,
          maxAttempts: 3,
          backoffRate: 2,
          maxDelaySeconds: undefined,
          fullJitter: false,
        },
      ],
    });
  });

  it('lets inner machines and states have a query language of their own', () => {
    const inner = {
      StartAt: 'B',
      QueryLanguage: 'JSONata',
      States: { B: { Type: 'Pass', Output: '{% 1 %}', End: true } },
    };
    const { root } = program({ StartAt: 'A', States: { A: { Type: 'Parallel', Branches: [inner], End: true } } });
    const parallel = root.states.get('A');
    expect(parallel?.language).toBe('JSONPath');
    expect(parallel?.type === 'Parallel' && parallel.branches[0]?.states.get('B')?.language).toBe('JSONata');
  });

  it('knows whether anything forks, in any depth', () => {
    const fork = { Type: 'Parallel', Branches: [], Completion: 'Detached', End: true };
    const nested = { Type: 'Map', ItemProcessor: { StartAt: 'F', States: { F: fork } }, End: true };
    expect(program({ StartAt: 'A', States: { A: nested } }).hasForks).toBe(true);
    expect(program({ StartAt: 'A', States: { A: { Type: 'Succeed' } } }).hasForks).toBe(false);
  });

  it("takes Map's older names", () => {
    const iterator = {
      StartAt: 'B',
      ProcessorConfig: { Mode: 'DISTRIBUTED' },
      States: { B: { Type: 'Pass', End: true } },
    };
    const { root } = program({
      StartAt: 'A',
      States: { A: { Type: 'Map', Iterator: iterator, Parameters: { a: 1 }, End: true } },
    });
    expect(root.states.get('A')).toMatchObject({
      distributed: true,
      itemSelector: { kind: 'constant', value: { a: 1 } },
      parameters: undefined,
    });
  });

  it('evaluates expressions and JSONata fields under the names of their fields', async () => {
    const errorOf = (state: JsonObject) => {
      const result = compileBlueprint(single({ Type: 'Fail', ...state }));
      const compiled = result.ok ? result.value.root.states.get('A') : undefined;
      const field = compiled?.type === 'Fail' ? compiled.error : undefined;
      return field === undefined || field.kind === 'constant' ? field : field.evaluate(environmentOf({ e: 'E' }));
    };
    expect(errorOf({ ErrorPath: "States.Format('{}!', $.e)" })).toEqual(ok('E!'));
    expect(await errorOf({ Error: '{% $states.input.e %}', QueryLanguage: 'JSONata' })).toEqual(ok('E'));
  });

  it('is a bug where validation let a type through that there is not', () => {
    expect(() => compileBlueprint(single({ Type: 'Nothing' }))).toThrow('unreachable');
  });

  it('treats __proto__ as a state name like any other', () => {
    const source = JSON.parse('{"StartAt":"__proto__","States":{"__proto__":{"Type":"Succeed"}}}') as Blueprint;
    const result = compileBlueprint(source);
    expect(result.ok && result.value.root.states.get('__proto__')?.type).toBe('Succeed');
  });
});
