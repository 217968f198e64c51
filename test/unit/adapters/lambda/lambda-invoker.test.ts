import { type InvokeCommand, LambdaServiceException, ResourceNotFoundException } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { createLambdaInvoker } from '../../../../src/adapters/lambda/lambda-invoker.ts';

function given(send: () => unknown) {
  const commands: InvokeCommand[] = [];
  const signals: unknown[] = [];
  const client = {
    send: async (command: InvokeCommand, options: { abortSignal: AbortSignal }) => {
      commands.push(command);
      signals.push(options.abortSignal);
      return send();
    },
  };
  const signal = new AbortController().signal;
  const invoker = createLambdaInvoker({ client: client as never });
  const invoke = () => invoker.invoke({ functionName: 'f', qualifier: '2', event: { a: 'ä' }, token: 'T', signal });
  return { commands, signals, signal, invoke };
}

const reply =
  (payload: string, more: object = {}) =>
  () => ({
    Payload: Buffer.from(payload),
    ExecutedVersion: '2',
    $metadata: { requestId: 'r' },
    ...more,
  });

describe('lambda invoker', () => {
  it('invokes the function with the event and the token in its client context', async () => {
    const { commands, signals, signal, invoke } = given(reply('{"ok":true}'));
    expect(await invoke()).toEqual({ payload: { ok: true }, executedVersion: '2', requestId: 'r' });
    const { ClientContext = '', Payload, ...input } = commands[0]?.input ?? {};
    expect(input).toEqual({ FunctionName: 'f', Qualifier: '2' });
    expect(Buffer.from(Payload as Uint8Array).toString()).toBe('{"a":"ä"}');
    expect(JSON.parse(Buffer.from(ClientContext, 'base64').toString())).toEqual({ custom: { 'sfc-task-token': 'T' } });
    expect(signals).toEqual([signal]);
  });

  it('gives null for no payload and text for a payload that is not JSON', async () => {
    expect(await given(reply('')).invoke()).toMatchObject({ payload: null });
    expect(await given(reply('text')).invoke()).toMatchObject({ payload: 'text' });
  });

  it('names function errors by their errorType', async () => {
    const text = '{"errorType":"Declined","errorMessage":"no","trace":[]}';
    expect(await given(reply(text, { FunctionError: 'Unhandled' })).invoke()).toEqual({
      error: { error: 'Declined', cause: text },
    });
    const untyped = '{"errorMessage":"Task timed out after 3.00 seconds"}';
    const unknown = { error: { error: 'Lambda.Unknown', cause: untyped } };
    expect(await given(reply(untyped, { FunctionError: 'Unhandled' })).invoke()).toEqual(unknown);
  });

  it("names and words the service's refusals as Step Functions does", async () => {
    const $metadata = { httpStatusCode: 404, requestId: 'r1' };
    const missing = new ResourceNotFoundException({ message: 'Function not found: f', $metadata });
    const { invoke } = given(() => Promise.reject(missing));
    expect(await invoke()).toEqual({
      error: {
        error: 'Lambda.ResourceNotFoundException',
        cause:
          'Function not found: f (Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: r1; Proxy: null)',
      },
    });
    expect(missing).toBeInstanceOf(LambdaServiceException);
  });

  it('calls what never reached Lambda Lambda.SdkClientException', async () => {
    const { invoke } = given(() => Promise.reject(new Error('connect ECONNREFUSED')));
    expect(await invoke()).toMatchObject({ error: { error: 'Lambda.SdkClientException' } });
  });
});
