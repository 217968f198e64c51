import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/asl/json.ts';
import { REQUIRED_ARGUMENTS } from '../../../../src/asl/validate/tables/required-arguments.ts';
import { validate } from '../../../../src/asl/validate/validate.ts';
import { job, only, task, testRules } from './rule-cases.ts';

const arn = (name: string) => `arn:aws:states:::${name}`;
const invoke = (fields: JsonObject) => task({ Resource: arn('lambda:invoke'), ...fields });
const jsonata = (fields: JsonObject) =>
  only({ Type: 'Task', Resource: arn('lambda:invoke'), End: true, ...fields }, { QueryLanguage: 'JSONata' });
const code = 'MISSING_FIELD';

describe('validate: what integrations must be given', () => {
  testRules([
    {
      name: 'an argument',
      invalid: invoke({ Parameters: { Payload: {} } }),
      valid: invoke({ Parameters: { 'FunctionName.$': '$.f' } }),
      code,
      pointer: '/States/A/Parameters',
      aws: { message: "The field 'FunctionName' is required but was missing", location: '/States/A/Parameters' },
    },
    {
      name: 'arguments at all',
      invalid: invoke({}),
      valid: invoke({ Parameters: { FunctionName: 'f' } }),
      code,
      pointer: '/States/A',
      aws: { message: "The field 'Parameters' is required but was missing", location: '/States/A' },
    },
    {
      name: 'an argument in JSONata, where an expression may give all of them',
      invalid: jsonata({ Arguments: { 'FunctionName.$': '$.f' } }),
      valid: jsonata({ Arguments: '{% $states.input %}' }),
      code,
      pointer: '/States/A/Arguments',
    },
    {
      name: 'an argument of a callback',
      invalid: task({ Resource: arn('sqs:sendMessage.waitForTaskToken'), Parameters: { QueueUrl: 'q' } }),
      valid: task({ Resource: arn('aws-sdk:sqs:sendMessage'), Parameters: { QueueUrl: 'q' } }),
      code,
      pointer: '/States/A/Parameters',
    },
    {
      name: 'an argument of a Processor',
      invalid: job({ Processor: arn('dynamodb:getItem'), Parameters: { TableName: 't' } }),
      valid: job({ Processor: arn('dynamodb:getItem'), Parameters: { TableName: 't', Key: {} } }),
      code,
      pointer: '/States/A/Parameters',
    },
  ]);

  it.each([...REQUIRED_ARGUMENTS].filter(([name]) => !name.startsWith('s3:')))('%s', (name, required) => {
    const given = Object.fromEntries(required.map((argument) => [argument, 'x']));
    expect(validate(task({ Resource: arn(name), Parameters: given })).problems).toEqual([]);
    for (const argument of required) {
      const { [argument]: _, ...rest } = given;
      const { problems } = validate(task({ Resource: arn(name), Parameters: rest }), { dialect: 'asl' });
      expect(problems.map(({ aws }) => aws?.message)).toEqual([`The field '${argument}' is required but was missing`]);
    }
  });
});
