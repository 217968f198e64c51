import { isObject, type Json, type JsonObject } from '../../asl/json.ts';
import { exceedsLevels } from '../../engine/payload-size.ts';
import { readContext } from './context.ts';
import { invalid, refusal } from './refusal.ts';

export type InspectionLevel = 'INFO' | 'DEBUG' | 'TRACE';
export type FieldValidationMode = 'STRICT' | 'PRESENT' | 'NONE';

/** A request of AWS's TestState. Where AWS takes JSON text, a value that is not text may be given as it is. */
export interface TestStateRequest {
  /** A state; or a whole definition, of which `stateName` names the state. */
  readonly definition: string | JsonObject;
  readonly stateName?: string;
  /** Default `{}`. */
  readonly input?: Json;
  /** Default `INFO`. */
  readonly inspectionLevel?: InspectionLevel;
  readonly mock?: Mock;
  /** The context object instead of an invented one. */
  readonly context?: Json;
  readonly variables?: Json;
  readonly stateConfiguration?: StateConfiguration;
  readonly roleArn?: string;
  readonly revealSecrets?: boolean;
  /** The language of the definition; default `sfc`. Not AWS's. */
  readonly dialect?: 'sfc' | 'asl';
}

/** What the state's work gives instead of being done. */
export interface Mock {
  readonly result?: Json;
  readonly errorOutput?: { readonly error?: string; readonly cause?: string };
  /** How strictly a result is compared with the model of the service; default `STRICT`. */
  readonly fieldValidationMode?: FieldValidationMode;
}

export interface StateConfiguration {
  /** How often the retrier that knows the error was used before. */
  readonly retrierRetryCount?: number;
  /** The state within a Parallel or Map that the mocked error comes from. */
  readonly errorCausedByState?: string;
  readonly mapIterationFailureCount?: number;
  /** The text that an ItemReader reads. */
  readonly mapItemReaderData?: string;
}

/** A request in which all that is text was read. */
export interface ReadRequest extends Omit<TestStateRequest, 'input' | 'context' | 'variables'> {
  readonly input: Json;
  readonly inspectionLevel: InspectionLevel;
  readonly context: JsonObject | undefined;
  readonly variables: JsonObject;
  readonly stateConfiguration: StateConfiguration;
}

/** Reads the texts of a request and checks the values that AWS's API model bounds. Throws SFC_STATE_NOT_TESTED. */
export function readRequest(request: TestStateRequest): ReadRequest {
  checkConstraints(request);
  const { roleArn } = request;
  if (roleArn !== undefined && !ROLE.test(roleArn)) throw refusal('InvalidArn', `Invalid Role Arn: '${roleArn}'`);
  return {
    ...request,
    input: readInput(request.input),
    inspectionLevel: request.inspectionLevel ?? 'INFO',
    context: request.context === undefined ? undefined : readContext(parsed(request.context)),
    variables: readVariables(request.variables),
    stateConfiguration: request.stateConfiguration ?? {},
  };
}

function readInput(input: Json | undefined): Json {
  if (input === undefined) return {};
  const read = parsed(input);
  if (read !== undefined) return read;
  throw refusal('InvalidExecutionInput', `Invalid State Machine Execution Input: '${complaint(input)}'`);
}

function readVariables(variables: Json | undefined): JsonObject {
  const read = variables === undefined ? {} : parsed(variables);
  if (isObject(read)) return read;
  throw invalid('Variables must be a valid JSON object');
}

/** The value of JSON text; any other value is itself. Undefined where the text is not JSON, or nested more deeply than a payload may be. */
export function parsed(value: Json): Json | undefined {
  if (typeof value !== 'string') return value;
  try {
    const read = JSON.parse(value) as Json;
    return exceedsLevels(read) ? undefined : read;
  } catch {
    return undefined;
  }
}

/** As near to AWS's JSON parser as can be said without it. */
function complaint(text: Json): string {
  const token = /^\s*([A-Za-z_][\w-]*)/.exec(String(text))?.[1];
  const expected = "was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
  return token === undefined ? 'The input is not valid JSON' : `Unrecognized token '${token}': ${expected}`;
}

const ROLE = /^arn:aws[a-z-]*:iam::\d{12}:role\/./;
const ENUMS = {
  inspectionLevel: ['INFO', 'DEBUG', 'TRACE'],
  'mock.fieldValidationMode': ['STRICT', 'PRESENT', 'NONE'],
} as const;
const MOST_TEXT = 262_144;

/** AWS: API reference of TestState, MockInput, MockErrorOutput and TestStateConfiguration. */
function checkConstraints({
  inspectionLevel,
  mock,
  stateConfiguration: configuration,
  stateName,
  ...texts
}: TestStateRequest): void {
  checkEnum('inspectionLevel', inspectionLevel);
  checkEnum('mock.fieldValidationMode', mock?.fieldValidationMode);
  checkLength('stateName', stateName, 1, 80);
  checkLength('roleArn', texts.roleArn, 1, 256);
  for (const name of ['input', 'context', 'variables'] as const) checkLength(name, texts[name], 0, MOST_TEXT);
  checkLength('mock.result', mock?.result, 0, MOST_TEXT);
  checkLength('mock.errorOutput.error', mock?.errorOutput?.error, 0, 256);
  checkLength('mock.errorOutput.cause', mock?.errorOutput?.cause, 0, 32_768);
  checkLength('stateConfiguration.errorCausedByState', configuration?.errorCausedByState, 1, 80);
  checkLength('stateConfiguration.mapItemReaderData', configuration?.mapItemReaderData, 0, MOST_TEXT);
  for (const name of ['retrierRetryCount', 'mapIterationFailureCount'] as const) {
    const count = configuration?.[name];
    if (count !== undefined && count < 0) {
      throw constraint(`stateConfiguration.${name}`, 'Member must have value greater than or equal to 0', count);
    }
  }
}

function checkEnum(name: keyof typeof ENUMS, value: string | undefined): void {
  const known: readonly string[] = ENUMS[name];
  if (value === undefined || known.includes(value)) return;
  throw constraint(name, `Member must satisfy enum value set: [${known.join(', ')}]`, value);
}

function checkLength(name: string, value: Json | undefined, least: number, most: number): void {
  if (typeof value !== 'string') return;
  if (value.length < least) throw constraint(name, `Member must have length greater than or equal to ${least}`);
  if (value.length > most) throw constraint(name, `Member must have length less than or equal to ${most}`);
}

/** Long and secret values are not repeated. */
function constraint(name: string, rule: string, value?: string | number) {
  const shown = value === undefined ? 'Value' : `Value '${value}'`;
  return invalid(`1 validation error detected: ${shown} at '${name}' failed to satisfy constraint: ${rule}`);
}
