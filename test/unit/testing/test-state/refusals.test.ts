import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/asl/json.ts';
import type { TestStateRequest } from '../../../../src/testing/test-state/request.ts';
import { testState } from '../../../../src/testing/test-state/test-state.ts';

const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:F';
const PASS: JsonObject = { Type: 'Pass', End: true };
const TASK: JsonObject = { Type: 'Task', Resource: FUNCTION, End: true };
const INNER: JsonObject = { StartAt: 'In', States: { In: PASS } };
const MAP: JsonObject = { Type: 'Map', ItemProcessor: INNER, End: true };
const PARALLEL: JsonObject = {
  Type: 'Parallel',
  Branches: [INNER, { StartAt: 'Other', States: { Other: PASS } }],
  End: true,
};
const mock = { result: '[]' };

async function exception(request: object): Promise<unknown> {
  try {
    return await testState({ dialect: 'asl', ...request } as TestStateRequest);
  } catch (error) {
    expect(error).toMatchObject({ code: 'SFC_STATE_NOT_TESTED' });
    return (error as { details: { exception: unknown } }).details.exception;
  }
}
const invalid = (message: string) => ({ code: 'ValidationException', message });

describe('testState refuses', () => {
  it.each([
    ['{', 'InvalidDefinition', 'INVALID_JSON_DESCRIPTION'],
    [[], 'InvalidDefinition', 'at /States/StateName'],
    [{ Type: 'Pass' }, 'InvalidDefinition', 'at /States/StateName'],
    [
      { ...TASK, Catch: [{ ErrorEquals: [], Next: 5 }] },
      'InvalidDefinition',
      'Value cannot be empty at /States/StateName/Catch[0]/ErrorEquals',
    ],
    [{ StartAt: 'A', States: {} }, 'InvalidDefinition', ''],
  ])('the definition %j', async (definition, code, message) => {
    expect(await exception({ definition })).toEqual({ code, message: expect.stringContaining(message) });
  });

  it('a state without a way on, and says no more', async () => {
    const message =
      'SCHEMA_VALIDATION_FAILED: There should be one of the following fields: [Next, End] at /States/StateName';
    expect(await exception({ definition: { Type: 'Pass' } })).toEqual({
      code: 'InvalidDefinition',
      message: `Invalid State Machine Definition: '${message}'`,
    });
    expect(await exception({ definition: { Type: 'Pass', Next: 'StateName' } })).toMatchObject({
      message: expect.stringContaining('MISSING_END_STATE'),
    });
  });

  it('states that the definition does not have', async () => {
    const definition = { StartAt: 'A', States: { A: PASS } };
    expect(await exception({ definition, stateName: 'B' })).toEqual(invalid('State not found in definition'));
  });

  it.each([
    ['nonsense', "Unrecognized token 'nonsense': was expecting"],
    ['{"a":', 'The input is not valid JSON'],
    ['['.repeat(2_000) + ']'.repeat(2_000), 'The input is not valid JSON'],
  ])('an input that is not JSON: %.20s', async (input, message) => {
    expect(await exception({ definition: PASS, input })).toEqual({
      code: 'InvalidExecutionInput',
      message: expect.stringContaining(`Invalid State Machine Execution Input: '${message}`),
    });
  });

  it.each([
    [
      { inspectionLevel: 'ALL' },
      "Value 'ALL' at 'inspectionLevel' failed to satisfy constraint: Member must satisfy enum value set: [INFO, DEBUG, TRACE]",
    ],
    [
      { mock: { result: '1', fieldValidationMode: 'LAX' } },
      "Value 'LAX' at 'mock.fieldValidationMode' failed to satisfy constraint: Member must satisfy enum value set: [STRICT, PRESENT, NONE]",
    ],
    [
      { stateName: '' },
      "Value at 'stateName' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      { input: ' '.repeat(262_145) },
      "Value at 'input' failed to satisfy constraint: Member must have length less than or equal to 262144",
    ],
    [
      { stateConfiguration: { retrierRetryCount: -1 } },
      "Value '-1' at 'stateConfiguration.retrierRetryCount' failed to satisfy constraint: Member must have value greater than or equal to 0",
    ],
  ])('values outside the API model: %.60j', async (fields, message) => {
    expect(await exception({ definition: TASK, ...fields })).toEqual(
      invalid(`1 validation error detected: ${message}`),
    );
  });

  it.each(['role', 'arn:aws:iam::123456789012:user/u', 'arn:aws:iam::1:role/r'])('the role %j', async (roleArn) => {
    const message = `Invalid Role Arn: '${roleArn}'`;
    expect(await exception({ definition: PASS, roleArn })).toEqual({ code: 'InvalidArn', message });
  });

  it('variables that are no object', async () => {
    expect(await exception({ definition: PASS, variables: '[]' })).toEqual(
      invalid('Variables must be a valid JSON object'),
    );
    expect(await exception({ definition: PASS, variables: 'x' })).toEqual(
      invalid('Variables must be a valid JSON object'),
    );
  });

  it.each([
    [MAP, 'Map or Parallel states'],
    [PARALLEL, 'Map or Parallel states'],
    [{ ...TASK, Resource: 'arn:aws:states:us-east-1:123456789012:activity:a' }, 'Activity tasks'],
    [
      {
        ...TASK,
        Resource: 'arn:aws:states:::batch:submitJob.sync',
        Parameters: { JobName: 'j', JobDefinition: 'd', JobQueue: 'q' },
      },
      '.sync or .waitForTaskToken service integration patterns',
    ],
  ])('a state that needs a mock and has none: %.80j', async (definition, what) => {
    expect(await exception({ definition })).toEqual({
      code: 'InvalidDefinition',
      message: `TestState API does not support ${what}. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]`,
    });
  });

  it('a Task without a mock and without anybody to do its job', async () => {
    expect(await exception({ definition: TASK })).toEqual(invalid(expect.stringContaining('with a mock')));
  });

  it.each([
    { Type: 'Choice', Choices: [{ Variable: '$.a', IsNull: true, Next: 'B' }] },
    { Type: 'Wait', Seconds: 1, End: true },
    PASS,
  ])('a mock for %.20j', async (definition) => {
    const message = `State type '${definition['Type']}' is not supported when a mock is specified`;
    expect(await exception({ definition, mock })).toEqual(invalid(message));
  });

  it.each([
    [
      TASK,
      { mock: { result: '1', errorOutput: { error: 'E' } } },
      'A test mock should have only one of the following fields: [result, errorOutput].',
    ],
    [TASK, { mock: {} }, 'A test mock should have one of the following fields: [result, errorOutput.error].'],
    [
      TASK,
      { mock: { errorOutput: { cause: 'c' } } },
      'A test mock should have one of the following fields: [result, errorOutput.error].',
    ],
    [TASK, { mock: { result: 'no' } }, 'Mocked result must be valid JSON'],
    [TASK, { mock, revealSecrets: true }, 'TestState does not support RevealSecrets when a mock is specified.'],
    [TASK, { context: '{}' }, 'TestState does not support Context when a mock is not specified.'],
    [
      TASK,
      { stateConfiguration: { retrierRetryCount: 1 } },
      'TestState does not support retrierRetryCount when a mock is not specified.',
    ],
    [PARALLEL, { mock: { result: '{}' } }, 'Mocked result must be an array.'],
    [
      PARALLEL,
      { mock: { result: '[1]' } },
      'Mocked result must contain the same number of items as number of Parallel branches.',
    ],
    [
      PARALLEL,
      { mock: { result: '[1,2]' }, stateConfiguration: { errorCausedByState: 'Out' } },
      'State not found in definition',
    ],
    [MAP, { mock: { result: '{}' } }, 'Mocked result must be an array.'],
    [
      MAP,
      { mock, input: '[1]', stateConfiguration: { mapIterationFailureCount: 2 } },
      'mapIterationFailureCount cannot exceed the number of items in the input.',
    ],
  ])('a mock that does not fit: %.30j %.80j', async (definition, fields, message) => {
    expect(await exception({ definition, ...fields })).toEqual(invalid(message));
  });

  it('a list as the result of a Map that stores its results', async () => {
    const definition = {
      ...MAP,
      ItemProcessor: { ...INNER, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } },
      ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'b' } },
    };
    expect(await exception({ definition, mock })).toEqual(invalid('Mocked result must be a JSON object.'));
    expect(await exception({ definition, mock: { result: '{"a":1}' }, input: '[]' })).toMatchObject({
      output: '{"a":1}',
    });
  });

  it.each([
    ['nonsense', 'must be a valid JSON object'],
    ['[]', 'must be a valid JSON object'],
    [{ Map: {} }, "'Map' field is not supported when mocking a Context object"],
    [{ Flow: {} }, "Field 'Flow' is not allowed"],
    [{ State: { Colour: 'red' } }, "Field 'Colour' is not allowed"],
    [{ State: 'here' }, "Field 'State' must be an object"],
    [{ State: { RetryCount: '1' } }, "Field 'RetryCount' must be a number"],
    [{ Execution: { Id: 1 } }, "Field 'Id' must be a string"],
    [
      { Task: { Token: 't' } },
      "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' service integration pattern",
    ],
  ])('the context object %.40j', async (context, problem) => {
    expect(await exception({ definition: TASK, mock, context })).toEqual(
      invalid(`Invalid Context object provided: ${problem}`),
    );
  });
});

describe('a mocked result of a service', () => {
  const service = (Resource: string, Parameters: JsonObject = {}): JsonObject => ({
    Type: 'Task',
    Resource,
    Parameters,
    End: true,
  });
  const start = { StateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:S' };
  const startExecution = service('arn:aws:states:::states:startExecution', start);
  const describeTable = service('arn:aws:states:::aws-sdk:dynamodb:describeTable', { TableName: 't' });
  const problem = (text: string) => invalid(`Mock result schema validation error: ${text}`);

  it.each([
    [startExecution, {}, "Required field 'ExecutionArn' is missing"],
    [startExecution, { ExecutionArn: '', StartDate: 'd' }, "Field 'ExecutionArn' is smaller than the minimum length"],
    [
      startExecution,
      { ExecutionArn: 'x'.repeat(257), StartDate: 'd' },
      "Field 'ExecutionArn' exceeds the maximum length",
    ],
    [
      service('arn:aws:states:::states:startExecution.sync:2', start),
      { ExecutionArn: 'a', StartDate: 'd' },
      "Required field 'StateMachineArn' is missing",
    ],
    [describeTable, { Table: [] }, "Field 'Table' must be an object"],
    [describeTable, { Table: { TableStatus: 'GONE' } }, "Field 'TableStatus' is not an expected value"],
    [describeTable, { Table: { TableStatus: 1 } }, "Field 'TableStatus' must be a string"],
    [describeTable, { Table: { AttributeDefinitions: {} } }, "Field 'AttributeDefinitions' must be an array"],
    [
      describeTable,
      { Table: { AttributeDefinitions: [{ AttributeName: 'a' }] } },
      "Required field 'AttributeType' is missing",
    ],
    [
      describeTable,
      { Table: { ProvisionedThroughput: { ReadCapacityUnits: -1 } } },
      "Field 'ReadCapacityUnits' is less than the minimum value",
    ],
    [
      describeTable,
      { Table: { DeletionProtectionEnabled: 'no' } },
      "Field 'DeletionProtectionEnabled' must be a boolean",
    ],
    [
      service('arn:aws:states:::dynamodb:getItem', { TableName: 't', Key: {} }),
      { Item: { id: { S: 1 } } },
      "Field 'S' must be a string",
    ],
    [
      service('arn:aws:states:::dynamodb:getItem', { TableName: 't', Key: {} }),
      { Item: [] },
      "Field 'Item' must be an object",
    ],
    [
      service('arn:aws:states:::lambda:invoke', { FunctionName: 'f' }),
      { Payload: { a: 1 } },
      "Field 'Payload' must be a string",
    ],
  ])('is compared with its API model: %.90j %.60j', async (definition, result, text) => {
    expect(await exception({ definition, mock: { result } })).toEqual(problem(text));
  });

  it('is an object', async () => {
    expect(await exception({ definition: startExecution, mock })).toEqual(
      invalid('Mocked result must be a JSON object.'),
    );
  });

  it('may lack required fields in mode PRESENT, and have any form in mode NONE', async () => {
    const request = (result: JsonObject, fieldValidationMode: string) => ({
      definition: startExecution,
      mock: { result, fieldValidationMode },
    });
    expect(await exception(request({}, 'PRESENT'))).toMatchObject({ status: 'SUCCEEDED' });
    expect(await exception(request({ StartDate: 1 }, 'PRESENT'))).toEqual(
      problem("Field 'StartDate' must be a string"),
    );
    expect(await exception(request({ StartDate: 1 }, 'NONE'))).toMatchObject({ status: 'SUCCEEDED' });
  });

  it.each([
    service('arn:aws:states:::sqs:sendMessage.waitForTaskToken', { QueueUrl: 'q', MessageBody: 'm' }),
    service('arn:aws:states:::batch:submitJob.sync', { JobName: 'j', JobDefinition: 'd', JobQueue: 'q' }),
    service('arn:aws:states:::aws-sdk:nosuchservice:doIt'),
    TASK,
  ])('is free where there is no model: %.80j', async (definition) => {
    expect(await exception({ definition, mock: { result: '[1]' } })).toMatchObject({
      status: 'SUCCEEDED',
      output: '[1]',
    });
  });
});
