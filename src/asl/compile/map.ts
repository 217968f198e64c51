import type { ItemBatcher, ItemReader, Machine, MapState, QueryLanguage, ResultWriter } from '../blueprint.ts';
import type { ReaderConfig } from '../items/reader-config.ts';
import type { Json } from '../json.ts';
import type {
  CompiledBatcher,
  CompiledMachine,
  CompiledMap,
  CompiledReader,
  CompiledWriter,
  Field,
} from '../program.ts';
import type { FieldCompiler } from './fields.ts';
import { plainOrJsonata } from './plain.ts';
import { workingFields } from './working.ts';

interface Around {
  readonly language: QueryLanguage;
  readonly machine: (source: Machine, language: QueryLanguage) => CompiledMachine;
}

/** A Map, inline or distributed. Specification: "Map State"; AWS: "Map state processing modes". */
export function compileMap(name: string, state: MapState, fields: FieldCompiler, around: Around): CompiledMap {
  const machine = state.ItemProcessor ?? state.Iterator ?? { StartAt: '', States: {} };
  const config = (state.ItemProcessor ?? state.Iterator)?.ProcessorConfig;
  const number = numbersOf(fields);
  return {
    ...workingFields(name, state, fields),
    type: 'Map',
    parameters: undefined,
    processor: around.machine(machine, machine.QueryLanguage ?? around.language),
    distributed: config?.Mode === 'DISTRIBUTED',
    express: config?.ExecutionType === 'EXPRESS',
    label: state.Label ?? name,
    reader: state.ItemReader && readerOf(state.ItemReader, fields),
    batcher: state.ItemBatcher && batcherOf(state.ItemBatcher, fields),
    writer: state.ResultWriter && writerOf(state.ResultWriter, fields),
    items:
      fields.path(state.ItemsPath, 'ItemsPath') ??
      (fields.language === 'JSONata' ? fields.value(state.Items, 'Items') : undefined),
    itemSelector: fields.value(state.ItemSelector, 'ItemSelector') ?? fields.value(state.Parameters, 'Parameters'),
    maxConcurrency: number(state.MaxConcurrency, state.MaxConcurrencyPath, 'MaxConcurrency'),
    toleratedFailureCount: number(
      state.ToleratedFailureCount,
      state.ToleratedFailureCountPath,
      'ToleratedFailureCount',
    ),
    toleratedFailurePercentage: number(
      state.ToleratedFailurePercentage,
      state.ToleratedFailurePercentagePath,
      'ToleratedFailurePercentage',
    ),
    detached: state.Completion === 'Detached',
  };
}

type Numbers = (value: number | string | undefined, path: string | undefined, field: string) => Field | undefined;

/** A number that stands in the field, or where the field's `…Path` leads. `place` leads to the field, for JSONata's causes. */
function numbersOf(fields: FieldCompiler, place = ''): Numbers {
  return (value, path, field) => fields.path(path, `${field}Path`) ?? plainOrJsonata(value, place + field, fields);
}

function parametersOf(source: { Parameters?: Json; Arguments?: Json }, place: string, fields: FieldCompiler) {
  return fields.language === 'JSONata'
    ? fields.value(source.Arguments, `${place}/Arguments`)
    : fields.value(source.Parameters, `${place}/Parameters`);
}

function readerOf(source: ItemReader, fields: FieldCompiler): CompiledReader {
  const { MaxItems, MaxItemsPath } = source.ReaderConfig ?? {};
  return {
    resource: source.Resource,
    parameters: parametersOf(source, 'ItemReader', fields),
    config: readerConfig(source.ReaderConfig ?? {}),
    maxItems: numbersOf(fields, 'ItemReader/ReaderConfig/')(MaxItems, MaxItemsPath, 'MaxItems'),
  };
}

function readerConfig(source: NonNullable<ItemReader['ReaderConfig']>): ReaderConfig {
  const { InputType, ManifestType, Transformation, CSVHeaderLocation, CSVHeaders, CSVDelimiter, ItemsPointer } = source;
  return {
    ...(InputType !== undefined && { inputType: InputType }),
    ...(ManifestType !== undefined && { manifestType: ManifestType }),
    ...(Transformation !== undefined && { transformation: Transformation }),
    ...(CSVHeaderLocation !== undefined && { csvHeaderLocation: CSVHeaderLocation }),
    ...(CSVHeaders !== undefined && { csvHeaders: CSVHeaders }),
    ...(CSVDelimiter !== undefined && { csvDelimiter: CSVDelimiter }),
    ...(ItemsPointer !== undefined && { itemsPointer: ItemsPointer }),
  };
}

function batcherOf(source: ItemBatcher, fields: FieldCompiler): CompiledBatcher {
  const number = numbersOf(fields, 'ItemBatcher/');
  const { MaxItemsPerBatch, MaxItemsPerBatchPath, MaxInputBytesPerBatch, MaxInputBytesPerBatchPath } = source;
  return {
    maxItems: number(MaxItemsPerBatch, MaxItemsPerBatchPath, 'MaxItemsPerBatch'),
    maxInputBytes: number(MaxInputBytesPerBatch, MaxInputBytesPerBatchPath, 'MaxInputBytesPerBatch'),
    input: fields.value(source.BatchInput, 'ItemBatcher/BatchInput'),
  };
}

/** AWS's defaults: exported results show their executions, results that are handed on are the outputs. */
function writerOf(source: ResultWriter, fields: FieldCompiler): CompiledWriter {
  const { Transformation, OutputType } = source.WriterConfig ?? {};
  return {
    resource: source.Resource,
    parameters: parametersOf(source, 'ResultWriter', fields),
    config: {
      transformation: Transformation ?? (source.Resource === undefined ? 'COMPACT' : 'NONE'),
      outputType: OutputType ?? 'JSON',
    },
  };
}
