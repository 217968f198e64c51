import { describe, expect, it } from 'vitest';
import { detailsOf, fired, given, later, started } from '../support/given.ts';
import { FUNCTION, machine, task } from '../support/machines.ts';

const ACTIVITY = 'arn:aws:states:us-east-1:123456789012:activity:Work';
const SETTINGS = { TimeoutSeconds: 9, HeartbeatSeconds: 5, Credentials: { RoleArn: 'arn:aws:iam::1:role/R' } };
const taskCredentials = { roleArn: 'arn:aws:iam::1:role/R' };
const only = (Resource: string) => machine({ A: task({ Resource, ...SETTINGS }) });

describe('what AWS records of an attempt, by the kind of its resource', () => {
  it.each([
    [
      'TaskScheduled',
      'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
      {
        parameters: {},
        region: 'us-east-1',
        resource: 'sendMessage.waitForTaskToken',
        resourceType: 'sqs',
        timeoutInSeconds: 9,
        heartbeatInSeconds: 5,
        taskCredentials,
      },
    ],
    ['LambdaFunctionScheduled', FUNCTION, { input: {}, resource: FUNCTION, timeoutInSeconds: 9, taskCredentials }],
    ['ActivityScheduled', ACTIVITY, { input: {}, resource: ACTIVITY, timeoutInSeconds: 9, heartbeatInSeconds: 5 }],
  ] as const)('%s', async (type, resource, details) => {
    expect(detailsOf(await started(only(resource)), type)).toEqual(details);
  });

  it('an activity that no worker took times out without a start', async () => {
    await given(later(await started(machine({ A: task({ Resource: ACTIVITY, TimeoutSeconds: 9 }) })), 9))
      .when(fired('timeout', 1, 1))
      .then(['ActivityTimedOut', 'ExecutionFailed'], ['CancelJob cancel:1.1', 'CancelTimer timeout:1.1']);
  });
});
