import { describe } from 'vitest';
import { distributed, machine, map, testRules } from './rule-cases.ts';

const reader = { Resource: 'arn:aws:states:::s3:listObjectsV2', Parameters: { Bucket: 'b' } };
const both = (first: string, second: string) => ({
  StartAt: 'A',
  States: {
    A: {
      ...(distributed({ Label: first }) as never as { States: { A: object } }).States.A,
      End: undefined as never,
      Next: 'B',
    },
    B: {
      ...(
        map({}, { ...machine('N'), ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' } }) as never as {
          States: { A: object };
        }
      ).States.A,
      Label: second,
    },
  },
});
const clean = (value: object) => JSON.parse(JSON.stringify(value));

describe('validate: Map', () => {
  testRules([
    {
      name: 'wants a processor',
      invalid: clean(map({ ItemProcessor: undefined as never })),
      valid: map({}),
      code: 'MISSING_FIELD',
      pointer: '/States/A',
    },
    {
      name: 'takes ItemProcessor or Iterator',
      invalid: map({ Iterator: machine('I') }),
      valid: map({}),
      code: 'CONFLICTING_FIELDS',
      pointer: '/States/A',
    },
    {
      name: 'keeps ItemReader for distributed mode',
      invalid: map({ ItemReader: reader }),
      valid: distributed({ ItemReader: reader }),
      code: 'DISTRIBUTED_MAP_ONLY',
      pointer: '/States/A/ItemReader',
    },
    {
      name: 'limits the length of a label',
      invalid: distributed({ Label: 'x'.repeat(41) }),
      valid: distributed({ Label: 'x'.repeat(40) }),
      code: 'INVALID_LABEL',
      pointer: '/States/A/Label',
    },
    ...[' ', '?', '\n', '\u0002', '\u0080', '{', '"', '\\', ':'].map((character) => ({
      name: `refuses ${JSON.stringify(character)} in a label`,
      invalid: distributed({ Label: `a${character}b` }),
      valid: distributed({ Label: 'a_b-C.1' }),
      code: 'INVALID_LABEL' as const,
      pointer: '/States/A/Label',
    })),
    {
      name: 'takes items that are a list',
      invalid: map({ QueryLanguage: 'JSONata', Items: 'abc' }),
      valid: map({ QueryLanguage: 'JSONata', Items: ['{% $states.input.a %}', 1] }),
      code: 'WRONG_TYPE',
      pointer: '/States/A/Items',
    },
    {
      name: 'takes items from an expression',
      invalid: map({ QueryLanguage: 'JSONata', Items: '{% items %}' }),
      valid: map({ QueryLanguage: 'JSONata', Items: '{% $states.input.items %}' }),
      code: 'INVALID_JSONATA',
      pointer: '/States/A/Items',
    },
    {
      name: 'wants labels to be unique',
      invalid: clean(both('x', 'x')),
      valid: clean(both('x', 'y')),
      code: 'INVALID_LABEL',
      pointer: '/States/B/Label',
    },
    {
      name: 'keeps distributed mode out of express flows',
      invalid: distributed({}),
      valid: map({}),
      code: 'NOT_IN_EXPRESS',
      pointer: '/States/A/ItemProcessor',
      options: { type: 'EXPRESS' },
    },
    {
      name: 'checks the states of the processor',
      invalid: map({}, { StartAt: 'M', States: { M: { Type: 'Pass' } } }),
      valid: map({}),
      code: 'MISSING_FIELD',
      pointer: '/States/A/ItemProcessor/States/M',
    },
    {
      name: 'checks ReaderConfig',
      invalid: distributed({ ItemReader: { ...reader, ReaderConfig: { MaxItems: 1, MaxItemsPath: '$.n' } } }),
      valid: distributed({ ItemReader: { ...reader, ReaderConfig: { MaxItemsPath: '$.n' } } }),
      code: 'CONFLICTING_FIELDS',
      pointer: '/States/A/ItemReader/ReaderConfig',
    },
    {
      name: 'wants OutputType in WriterConfig',
      invalid: distributed({ ResultWriter: { WriterConfig: {} } }),
      valid: distributed({ ResultWriter: { WriterConfig: { OutputType: 'JSONL' } } }),
      code: 'MISSING_FIELD',
      pointer: '/States/A/ResultWriter/WriterConfig',
    },
  ]);
});
