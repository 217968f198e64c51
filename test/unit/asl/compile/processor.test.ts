import { describe, expect, it } from 'vitest';
import type { TaskState } from '../../../../src/asl/blueprint.ts';
import { processorOf } from '../../../../src/asl/compile/processor.ts';

describe('processorOf', () => {
  it.each([
    ['arn:aws:lambda:us-east-1:1:function:F', { kind: 'lambda' }],
    ['arn:aws:lambda:us-east-1:1:function:F:PROD', { kind: 'lambda' }],
    ['arn:aws:states:us-east-1:1:activity:A', { kind: 'activity' }],
    [
      'arn:aws:states:::sqs:sendMessage',
      { kind: 'service', resourceType: 'sqs', resource: 'sendMessage', region: 'us-east-1', pattern: 'request' },
    ],
    [
      'arn:aws:states:eu-west-1::sqs:sendMessage.waitForTaskToken',
      { region: 'eu-west-1', resource: 'sendMessage.waitForTaskToken', pattern: 'callback' },
    ],
    [
      'arn:aws:states:::states:startExecution.sync:2',
      { resourceType: 'states', resource: 'startExecution.sync:2', pattern: 'sync' },
    ],
    [
      'arn:aws:states:::aws-sdk:dynamodb:getItem',
      { resourceType: 'aws-sdk:dynamodb', resource: 'getItem', pattern: 'request' },
    ],
    ['https://example.org/a', { kind: 'service', resourceType: 'https', resource: 'https://example.org/a' }],
    ['kafka://orders', { kind: 'service', resourceType: 'kafka' }],
    ['sfc:blueprint:other:2', { kind: 'service', resourceType: 'sfc' }],
  ])('%s', (text, expected) => {
    for (const field of ['Resource', 'Processor'])
      expect(processorOf({ Type: 'Task', [field]: text } as TaskState)).toMatchObject({ text, ...expected });
  });
});
