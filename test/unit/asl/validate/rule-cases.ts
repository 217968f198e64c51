import { expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../../src/asl/json.ts';
import type { ProblemCode } from '../../../../src/asl/validate/problem.ts';
import { type ValidateOptions, validate } from '../../../../src/asl/validate/validate.ts';

/** One rule: the smallest definition that breaks it, and its nearest neighbour that keeps it. */
export interface RuleCase {
  readonly name: string;
  readonly invalid: Json;
  readonly valid: Json;
  readonly code: ProblemCode;
  readonly pointer: string;
  readonly severity?: 'error' | 'warning';
  readonly options?: ValidateOptions;
  /** AWS's words; location included, as the API gives it. */
  readonly aws?: { readonly code?: string; readonly message: string; readonly location?: string };
}

export function testRules(cases: readonly RuleCase[]): void {
  for (const { name, invalid, valid, code, pointer, severity = 'error', options, aws } of cases) {
    it(name, () => {
      const result = validate(invalid, options);
      expect(result.problems.map((p) => [p.code, p.pointer, p.severity])).toContainEqual([code, pointer, severity]);
      expect(result.valid).toBe(severity === 'warning');
      const problem = result.problems.find((p) => p.code === code && p.pointer === pointer);
      if (aws !== undefined) expect(problem?.aws).toEqual({ code: 'SCHEMA_VALIDATION_FAILED', ...aws });
      expect(validate(valid, options)).toEqual({ valid: true, blueprint: expect.anything(), problems: [] });
    });
  }
}

export const LAMBDA = 'arn:aws:lambda:us-east-1:123456789012:function:Work';

/** A blueprint whose only state is `A`. */
export function only(state: JsonObject, top: JsonObject = {}): JsonObject {
  return { StartAt: 'A', States: { A: state }, ...top };
}
export function pass(fields: JsonObject = {}): JsonObject {
  return only({ Type: 'Pass', End: true, ...fields });
}
export function task(fields: JsonObject = {}): JsonObject {
  return only({ Type: 'Task', Resource: LAMBDA, End: true, ...fields });
}
/** A Task with a Processor, for SFC's own fields. */
export function job(fields: JsonObject, top: JsonObject = {}): JsonObject {
  return only({ Type: 'Task', End: true, ...fields }, top);
}
/** A machine of one Pass state with the given name. */
export function machine(name: string, fields: JsonObject = {}): JsonObject {
  return { StartAt: name, States: { [name]: { Type: 'Pass', End: true, ...fields } } };
}
/** A Choice with these rules, and the state `B` that they may lead to. */
export function choice(rules: readonly Json[], fields: JsonObject = {}): JsonObject {
  return {
    StartAt: 'A',
    States: { A: { Type: 'Choice', Choices: rules, Default: 'B', ...fields }, B: { Type: 'Succeed' } },
  };
}
export function map(fields: JsonObject, processor: JsonObject = machine('M')): JsonObject {
  return only({ Type: 'Map', ItemProcessor: processor, End: true, ...fields });
}
export function distributed(fields: JsonObject): JsonObject {
  return map(fields, { ...machine('M'), ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } });
}
