import { describe } from 'vitest';
import type { JsonObject } from '../../../../src/asl/json.ts';
import { distributed, machine, map, testRules } from './rule-cases.ts';

const s3 = (action: string) => `arn:aws:states:::s3:${action}`;
const Parameters = { Bucket: 'b', 'Key.$': '$.key' };
const reading = (fields: JsonObject) =>
  distributed({ ItemReader: { Resource: s3('getObject'), Parameters, ...fields } });
const csv = (config: JsonObject) => reading({ ReaderConfig: { InputType: 'CSV', ...config } });
const json = { InputType: 'JSON' };
const code = 'MISSING_FIELD';
const reader = '/States/A/ItemReader';

describe('validate: what a distributed Map reads and writes', () => {
  testRules([
    {
      name: 'says how its items are run',
      invalid: map({}, { ...machine('M'), ProcessorConfig: { Mode: 'DISTRIBUTED' } }),
      valid: map({}, { ...machine('M'), ProcessorConfig: { Mode: 'INLINE' } }),
      code,
      pointer: '/States/A/ItemProcessor/ProcessorConfig',
      aws: {
        message: 'These fields are required: [ExecutionType]',
        location: '/States/A/ItemProcessor/ProcessorConfig',
      },
    },
    {
      name: 'reads from S3',
      invalid: reading({ Resource: s3('putObject'), ReaderConfig: json }),
      valid: distributed({ ItemReader: { Resource: s3('listObjectsV2'), Parameters: { Bucket: 'b' } } }),
      code: 'INVALID_RESOURCE',
      pointer: `${reader}/Resource`,
    },
    {
      name: 'names the bucket',
      invalid: distributed({ ItemReader: { Resource: s3('listObjectsV2'), Parameters: { Prefix: 'p' } } }),
      valid: distributed({ ItemReader: { Resource: s3('listObjectsV2'), Parameters: { 'Bucket.$': '$.b' } } }),
      code,
      pointer: `${reader}/Parameters`,
      aws: { message: "The field 'Bucket' is required but was missing", location: `${reader}/Parameters` },
    },
    {
      name: 'names bucket and key in JSONata, too',
      invalid: {
        ...distributed({ ItemReader: { Resource: s3('getObject'), ReaderConfig: json } }),
        QueryLanguage: 'JSONata',
      },
      valid: {
        ...distributed({ ItemReader: { Resource: s3('getObject'), ReaderConfig: json, Arguments: '{% $x %}' } }),
        QueryLanguage: 'JSONata',
      },
      code,
      pointer: reader,
      aws: { message: "The field 'Arguments' is required but was missing", location: reader },
    },
    {
      name: 'says what an object holds',
      invalid: reading({}),
      valid: reading({ ReaderConfig: json }),
      code,
      pointer: reader,
    },
    {
      name: 'says the type of what an object holds',
      invalid: reading({ ReaderConfig: { MaxItems: 1 } }),
      valid: reading({ ReaderConfig: { ...json, MaxItems: 1 } }),
      code,
      pointer: `${reader}/ReaderConfig`,
    },
    {
      name: 'says the type of what an Athena manifest names; an inventory has its own',
      invalid: reading({ ReaderConfig: { ManifestType: 'ATHENA_DATA' } }),
      valid: reading({ ReaderConfig: { ManifestType: 'S3_INVENTORY' } }),
      code,
      pointer: `${reader}/ReaderConfig`,
    },
    {
      name: 'says the type of listed objects that are read',
      invalid: reading({ Resource: s3('listObjectsV2'), ReaderConfig: { Transformation: 'LOAD_AND_FLATTEN' } }),
      valid: reading({ Resource: s3('listObjectsV2'), ReaderConfig: { Transformation: 'NONE' } }),
      code,
      pointer: `${reader}/ReaderConfig`,
    },
    {
      name: "says where a CSV file's header is",
      invalid: csv({}),
      valid: csv({ CSVHeaderLocation: 'FIRST_ROW', CSVDelimiter: 'TAB' }),
      code,
      pointer: `${reader}/ReaderConfig`,
    },
    {
      name: 'gives the header where it says so',
      invalid: csv({ CSVHeaderLocation: 'GIVEN' }),
      valid: csv({ CSVHeaderLocation: 'GIVEN', CSVHeaders: ['a'] }),
      code,
      pointer: `${reader}/ReaderConfig`,
    },
    {
      name: 'limits its batches',
      invalid: distributed({ ItemBatcher: { BatchInput: { a: 1 } } }),
      valid: distributed({ ItemBatcher: { BatchInput: { a: 1 }, MaxInputBytesPerBatchPath: '$.n' } }),
      code,
      pointer: '/States/A/ItemBatcher',
    },
    {
      name: 'writes to S3',
      invalid: distributed({ ResultWriter: { Resource: s3('getObject'), Parameters } }),
      valid: distributed({ ResultWriter: { Resource: s3('putObject'), Parameters: { Bucket: 'b', Prefix: 'p' } } }),
      code: 'INVALID_RESOURCE',
      pointer: '/States/A/ResultWriter/Resource',
    },
    {
      name: 'says where it writes',
      invalid: distributed({ ResultWriter: { Resource: s3('putObject') } }),
      valid: distributed({ ResultWriter: { WriterConfig: { OutputType: 'JSON' } } }),
      code,
      pointer: '/States/A/ResultWriter',
    },
    {
      name: 'says who writes',
      invalid: distributed({ ResultWriter: { Parameters } }),
      valid: distributed({ ResultWriter: { Resource: s3('putObject'), Parameters } }),
      code,
      pointer: '/States/A/ResultWriter',
    },
    {
      name: 'says how it writes, or nothing',
      invalid: distributed({ ResultWriter: {} }),
      valid: distributed({ ResultWriter: { WriterConfig: { OutputType: 'JSON', Transformation: 'FLATTEN' } } }),
      code,
      pointer: '/States/A/ResultWriter',
    },
  ]);
});
