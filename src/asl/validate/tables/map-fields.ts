import { anyObject, type Check, decimal, integer, listOf, oneOf, text, wrongType } from '../checks.ts';
import { objectTemplate, orJsonata, path, referencePath, template } from '../expressions.ts';
import { checkLabel } from '../rules/label.ts';
import { jsonataOnly, jsonPathOnly, objectOf, shape } from '../shape.ts';

/** ASL: Map State, ItemProcessor's ProcessorConfig. */
export const PROCESSOR_CONFIG = shape({
  Mode: oneOf('INLINE', 'DISTRIBUTED'),
  ExecutionType: oneOf('STANDARD', 'EXPRESS'),
});

const READER_CONFIG = shape(
  {
    InputType: oneOf('CSV', 'JSON', 'JSONL', 'PARQUET', 'MANIFEST'),
    CSVHeaderLocation: oneOf('FIRST_ROW', 'GIVEN'),
    CSVHeaders: listOf(text),
    CSVDelimiter: oneOf('COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB'),
    ManifestType: oneOf('ATHENA_DATA', 'S3_INVENTORY'),
    Transformation: oneOf('NONE', 'LOAD_AND_FLATTEN'),
    ItemsPointer: text,
    MaxItems: orJsonata(integer({ min: 0, max: 100_000_000 })),
    MaxItemsPath: jsonPathOnly(referencePath),
  },
  { exclusive: [['MaxItems', 'MaxItemsPath']] },
);

const ITEM_READER = shape(
  {
    Resource: text,
    Parameters: jsonPathOnly(objectTemplate),
    Arguments: jsonataOnly(objectTemplate),
    ReaderConfig: objectOf(READER_CONFIG),
  },
  { required: ['Resource'] },
);

const ITEM_BATCHER = shape(
  {
    BatchInput: template,
    MaxItemsPerBatch: orJsonata(integer({ min: 0 })),
    MaxItemsPerBatchPath: jsonPathOnly(referencePath),
    MaxInputBytesPerBatch: orJsonata(integer({ min: 0 })),
    MaxInputBytesPerBatchPath: jsonPathOnly(referencePath),
  },
  {
    exclusive: [
      ['MaxItemsPerBatch', 'MaxItemsPerBatchPath'],
      ['MaxInputBytesPerBatch', 'MaxInputBytesPerBatchPath'],
    ],
  },
);

const WRITER_CONFIG = shape(
  { OutputType: oneOf('JSON', 'JSONL'), Transformation: oneOf('NONE', 'COMPACT', 'FLATTEN') },
  { required: ['OutputType'] },
);

const RESULT_WRITER = shape({
  Resource: text,
  Parameters: jsonPathOnly(objectTemplate),
  Arguments: jsonataOnly(objectTemplate),
  WriterConfig: objectOf(WRITER_CONFIG),
});

/** An array given in place, or an expression that gives one (or an object, for Map over its members). */
const items: Check = (value, at, site) => {
  if (typeof value === 'object' && value !== null) template(value, at, site);
  else orJsonata(() => wrongType(at, site, 'Array', 'a list'))(value, at, site);
};

/** Map's own fields. ASL: Map State. */
export const MAP_FIELDS = {
  ItemProcessor: anyObject,
  Iterator: anyObject,
  Items: jsonataOnly(items),
  ItemsPath: jsonPathOnly(path),
  ItemSelector: template,
  ItemReader: objectOf(ITEM_READER),
  ItemBatcher: objectOf(ITEM_BATCHER),
  ResultWriter: objectOf(RESULT_WRITER),
  Label: checkLabel,
  MaxConcurrency: orJsonata(integer({ min: 0 })),
  MaxConcurrencyPath: jsonPathOnly(referencePath),
  ToleratedFailureCount: orJsonata(integer({ min: 0 })),
  ToleratedFailureCountPath: jsonPathOnly(referencePath),
  ToleratedFailurePercentage: orJsonata(decimal({ min: 0, max: 100 })),
  ToleratedFailurePercentagePath: jsonPathOnly(referencePath),
};
