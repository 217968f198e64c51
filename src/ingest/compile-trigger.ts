import type { QueryLanguage, Trigger } from '../asl/blueprint.ts';
import type { Json } from '../asl/json.ts';
import type { AslError, Result } from '../asl/result.ts';
import { SfcError } from '../errors/sfc-error.ts';
import type { Delivered } from '../ports/message-bus.ts';
import { readValue } from './read-value.ts';
import { placeOf, recordDocument, recordEnvironment } from './record-environment.ts';
import { compileFilter, compileText, compileValue, type RecordExpression } from './record-expressions.ts';

/** What a record is to start, or undefined where the trigger's filter does not let it through. */
export type ReadTrigger = (record: Delivered<string>) => Promise<TriggeredStart | undefined>;
export interface TriggeredStart {
  readonly name: string;
  /** The name is the record's place: a flow of this name was started by this very record. */
  readonly isOwnName: boolean;
  readonly input: Json;
}

/**
 * Reads a trigger's fields once. Throws `SFC_INVALID_BLUEPRINT`; what it gives rejects with `SFC_RECORD_UNREADABLE` for a value
 * that is not JSON and with `SFC_TRIGGER_FAILED` where a field cannot be evaluated for a record.
 */
export function compileTrigger(trigger: Trigger, language: QueryLanguage): ReadTrigger {
  const { Filter, FlowName, Input } = trigger;
  const filter = Filter === undefined ? undefined : compiled('Filter', compileFilter(Filter, language));
  const name = FlowName === undefined ? undefined : compiled('FlowName', compileText(FlowName, language, 'FlowName'));
  const input = Input === undefined ? undefined : compiled('Input', compileValue(Input, language, 'Input'));

  return async (record) => {
    const value = readValue(record.value);
    const env = recordEnvironment(record, recordDocument(record, value));
    if (filter !== undefined && !isTrue('Filter', given('Filter', await filter.evaluate(env)))) return undefined;
    return {
      name: name === undefined ? placeOf(record) : asName(given('FlowName', await name.evaluate(env))),
      isOwnName: name === undefined,
      input: input === undefined ? value : given('Input', await input.evaluate(env)),
    };
  };
}

function compiled(field: string, result: Result<RecordExpression>): RecordExpression {
  if (result.ok) return result.value;
  throw new SfcError('SFC_INVALID_BLUEPRINT', `The trigger's ${field} cannot be used: ${textOf(result.error)}`);
}

function given(field: string, result: Result<Json>): Json {
  if (result.ok) return result.value;
  throw triggerFailed(`${field}: ${textOf(result.error)}`);
}

function isTrue(field: string, value: Json): boolean {
  if (typeof value === 'boolean') return value;
  throw triggerFailed(`${field} gave ${JSON.stringify(value).slice(0, 100)} instead of true or false.`);
}

function asName(value: Json): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw triggerFailed(`FlowName gave ${JSON.stringify(value).slice(0, 100)} instead of a text.`);
}

function triggerFailed(message: string): SfcError {
  return new SfcError('SFC_TRIGGER_FAILED', message);
}

function textOf({ error, cause }: AslError): string {
  return cause ?? error;
}
