import type { Json } from '../asl/json.ts';
import type { AslError } from '../asl/result.ts';
import type { TokenRef } from '../engine/ids.ts';
import type { Input } from '../engine/inputs.ts';
import { SfcError } from '../errors/sfc-error.ts';
import type { TokenSigner } from '../messages/token.ts';
import { inputsTopic } from '../messages/topics.ts';
import type { FlowStore } from '../ports/flow-store.ts';
import type { MessageBus } from '../ports/message-bus.ts';
import { checkPayload } from '../registry/payload.ts';
import { openJob } from './open-job.ts';

export interface CallbacksParts {
  readonly tokens: TokenSigner;
  readonly flowStore: Pick<FlowStore, 'load'>;
  readonly bus: Pick<MessageBus, 'send'>;
  readonly payloadBytes: number;
}

/**
 * What a processor says about its job by the token. On disk when it resolves. Rejects with `SFC_TOKEN_INVALID` for a token that
 * was never issued and with `SFC_TOKEN_SETTLED` where the job is not open any more.
 */
export interface Callbacks {
  success(token: string, output: Json): Promise<void>;
  failure(token: string, error: AslError): Promise<void>;
  heartbeat(token: string): Promise<void>;
}

export function createCallbacks({ tokens, flowStore, bus, payloadBytes }: CallbacksParts): Callbacks {
  async function send(token: string, inputOf: (ref: TokenRef) => Input): Promise<void> {
    const { flowId, ...ref } = tokens.read(token);
    if ((await openJob(flowStore, { flowId, ...ref })) === undefined) {
      const settled = 'The job of this task token is no longer open.';
      throw new SfcError('SFC_TOKEN_SETTLED', settled, { details: { flowId } });
    }
    await bus.send(inputsTopic, [{ key: flowId, value: { flowId, input: inputOf(ref) } }]);
  }

  return {
    success: async (token, output) => {
      checkPayload(output, payloadBytes);
      await send(token, (ref) => ({ type: 'ReportJobResult', ...ref, result: { output } }));
    },
    failure: (token, error) => send(token, (ref) => ({ type: 'ReportJobResult', ...ref, result: { error } })),
    heartbeat: (token) => send(token, (ref) => ({ type: 'RecordHeartbeat', ...ref })),
  };
}
