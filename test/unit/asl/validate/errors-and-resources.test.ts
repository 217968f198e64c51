import { describe } from 'vitest';
import { LAMBDA, machine, map, only, task, testRules } from './rule-cases.ts';

const wildcard = { message: 'States.ALL must appear alone and at end of list' };
const retry = (...errors: string[][]) => task({ Retry: errors.map((ErrorEquals) => ({ ErrorEquals })) });
const integration = (name: string) =>
  task({
    Resource: `arn:aws:states:::${name}`,
    Parameters: { StateMachineArn: 'm', TableName: 't', Item: {}, JobName: 'j', JobQueue: 'q', JobDefinition: 'd' },
  });
const express = { type: 'EXPRESS' } as const;

describe('validate: error handling', () => {
  testRules([
    {
      name: 'ErrorEquals is not empty',
      invalid: retry([]),
      valid: retry(['A', 'B'], ['States.ALL']),
      code: 'EMPTY_VALUE',
      pointer: '/States/A/Retry/0/ErrorEquals',
    },
    {
      name: 'ErrorEquals holds strings',
      invalid: task({ Retry: [{ ErrorEquals: [true] }] }),
      valid: retry(['A']),
      code: 'WRONG_TYPE',
      pointer: '/States/A/Retry/0/ErrorEquals/0',
    },
    {
      name: 'ErrorEquals is required',
      invalid: task({ Retry: [{}] }),
      valid: retry(['A']),
      code: 'MISSING_FIELD',
      pointer: '/States/A/Retry/0',
    },
    {
      name: 'States.ALL stands alone',
      invalid: retry(['A', 'States.ALL']),
      valid: retry(['States.ALL']),
      code: 'INVALID_ERROR_EQUALS',
      pointer: '/States/A/Retry/0/ErrorEquals/1',
      aws: { ...wildcard, location: '/States/A/Retry[0]/ErrorEquals[1]' },
    },
    {
      name: 'States.ALL stands last',
      invalid: retry(['States.ALL'], ['A']),
      valid: retry(['A'], ['States.ALL']),
      code: 'INVALID_ERROR_EQUALS',
      pointer: '/States/A/Retry/0/ErrorEquals/0',
    },
    {
      name: 'a catcher leads on',
      invalid: task({ Catch: [{ ErrorEquals: ['E'] }] }),
      valid: task({ Catch: [] }),
      code: 'MISSING_FIELD',
      pointer: '/States/A/Catch/0',
    },
  ]);
});

describe('validate: resources', () => {
  testRules([
    {
      name: 'a task has a resource',
      invalid: only({ Type: 'Task', End: true }),
      valid: task(),
      code: 'MISSING_FIELD',
      pointer: '/States/A',
    },
    {
      name: 'a task has a resource, says AWS',
      invalid: only({ Type: 'Task', End: true }),
      valid: task(),
      code: 'MISSING_FIELD',
      pointer: '/States/A',
      options: { dialect: 'asl' },
      aws: { message: 'These fields are required: [Resource]', location: '/States/A' },
    },
    ...[
      'Work',
      'https://example.com',
      'arn:aws:lambda:us-east-1:1:function:F:',
      'arn:aws:lambda:us-east-1:1:function:F:$*#',
    ].map((Resource) => ({
      name: `"${Resource}" is no resource`,
      invalid: task({ Resource }),
      valid: task({ Resource: `${LAMBDA}:$LATEST` }),
      code: 'INVALID_RESOURCE' as const,
      pointer: '/States/A/Resource',
      aws: { message: 'Value is not a valid resource ARN', location: '/States/A/Resource' },
    })),
    ...[
      'dynamodb:query',
      'nothing:here',
      'lambda:invoke.sync',
      'aws-sdk:s3',
      'aws-sdk:s3:GetObject',
      'aws-sdk:s3:getObject.sync',
      'sqs:sendMessage.waitForever',
    ].map((name) => ({
      name: `AWS has no integration ${name}`,
      invalid: integration(name),
      valid: integration('states:startExecution.sync:2'),
      code: 'INVALID_RESOURCE' as const,
      pointer: '/States/A/Resource',
    })),
    {
      name: 'an SDK call may wait for a token',
      invalid: integration('dynamodb:putItem.waitForTaskToken'),
      valid: integration('aws-sdk:dynamodb:putItem.waitForTaskToken'),
      code: 'INVALID_RESOURCE',
      pointer: '/States/A/Resource',
    },
    {
      name: 'a resource of another service is left to AWS',
      invalid: task({ Resource: 'aws:swf:task' }),
      valid: task({ Resource: 'arn:aws:swf:us-east-1:1:task:Work' }),
      code: 'INVALID_RESOURCE',
      pointer: '/States/A/Resource',
    },
    {
      name: 'express flows have no .sync',
      invalid: integration('batch:submitJob.sync'),
      valid: integration('batch:submitJob'),
      code: 'NOT_IN_EXPRESS',
      pointer: '/States/A/Resource',
      options: express,
      aws: {
        message: "Express state machine does not support '.sync' service integration",
        location: '/States/A/Resource',
      },
    },
    {
      name: 'express flows have no activities',
      invalid: task({ Resource: 'arn:aws:states:us-east-1:1:activity:Work' }),
      valid: task(),
      code: 'NOT_IN_EXPRESS',
      pointer: '/States/A/Resource',
      options: express,
      aws: { message: 'Express state machine does not support Activity ARN', location: '/States/A/Resource' },
    },
    {
      name: 'express items have no activities either',
      invalid: map(
        {},
        {
          StartAt: 'M',
          States: { M: { Type: 'Task', Resource: 'arn:aws:states:us-east-1:1:activity:Work', End: true } },
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
        },
      ),
      valid: map({}, { ...machine('M'), ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' } }),
      code: 'NOT_IN_EXPRESS',
      pointer: '/States/A/ItemProcessor/States/M/Resource',
    },
  ]);
});
