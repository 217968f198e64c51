import { SfcError } from '../../errors/sfc-error.ts';
import type { QueryLanguage } from '../blueprint.ts';
import type { Json } from '../json.ts';
import { compileJsonataTemplate } from '../jsonata/template.ts';
import { compilePath } from '../paths/path.ts';
import { compileReferencePath } from '../paths/reference-path.ts';
import type { Field, ResultTarget } from '../program.ts';
import type { Result } from '../result.ts';
import { compileExpression, compileTemplate } from '../template.ts';

/** Compiles the fields of one state. Throws SFC_INVALID_BLUEPRINT within `compileBlueprint`, which is where it is caught. */
export interface FieldCompiler {
  readonly language: QueryLanguage;
  /** Parameters, ResultSelector, Assign …, or Arguments, Output, Assign …: by the language of the state. */
  readonly value: (json: Json | undefined, name: string) => Field | undefined;
  /** A JSONPath field; null stands for the empty object. */
  readonly path: (text: string | null | undefined, name: string) => Field | undefined;
  /** ErrorPath and CausePath: a path or an intrinsic function. */
  readonly expression: (text: string | undefined, name: string) => Field | undefined;
  readonly target: (text: string | null | undefined, name: string) => ResultTarget;
}

/** The compiler of one state's fields; what it throws names the state and the field. */
export function fieldCompiler(state: string, language: QueryLanguage): FieldCompiler {
  const expect = <T>(result: Result<T>, name: string): T => {
    if (result.ok) return result.value;
    throw new SfcError(
      'SFC_INVALID_BLUEPRINT',
      `State '${state}', field '${name}': ${result.error.cause ?? result.error.error}`,
    );
  };
  return {
    language,
    value: (json, name) => {
      if (json === undefined) return undefined;
      return language === 'JSONata' ? jsonataField(json, name, expect) : templateField(json, name, expect);
    },
    path: (text, name) => {
      if (text === undefined) return undefined;
      if (text === null) return { kind: 'constant', value: {} };
      const { evaluate } = expect(compilePath(text), name);
      return { kind: 'path', source: text, evaluate };
    },
    expression: (text, name) => {
      if (text === undefined) return undefined;
      const expression = expect(compileExpression(text), name);
      return { kind: 'path', source: text, evaluate: (env) => expression.evaluate(env, name) };
    },
    target: (text, name) => {
      if (text === undefined || text === null || text === '$') return text === '$' ? undefined : text;
      return expect(compileReferencePath(text), name).write;
    },
  };
}

type Expect = <T>(result: Result<T>, name: string) => T;

function templateField(json: Json, name: string, expect: Expect): Field {
  const template = expect(compileTemplate(json), name);
  if (template.isConstant) return { kind: 'constant', value: json };
  return { kind: 'path', source: name, evaluate: template.evaluate };
}

function jsonataField(json: Json, name: string, expect: Expect): Field {
  const template = expect(compileJsonataTemplate(json), name);
  if (template.isConstant) return { kind: 'constant', value: template.constant };
  const source = typeof json === 'string' ? json : name;
  return { kind: 'jsonata', source, evaluate: (env) => template.evaluate(env, name) };
}

/** A constant, or nothing. */
export function constant(value: Json | undefined): Field | undefined {
  return value === undefined ? undefined : { kind: 'constant', value };
}
