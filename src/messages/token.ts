import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FlowId, TokenRef } from '../engine/ids.ts';
import { SfcError } from '../errors/sfc-error.ts';

/** Signs and reads task tokens: `FLOW.ENTRY.ATTEMPT.SIGNATURE`, the signature an HMAC-SHA-256 of the rest, base64url. */
export interface TokenSigner {
  readonly sign: (flowId: FlowId, ref: TokenRef) => string;
  /** Throws `SFC_TOKEN_INVALID` for anything that this key did not sign. */
  readonly read: (token: string) => { readonly flowId: FlowId } & TokenRef;
}

export function createTokenSigner(key: string | Uint8Array): TokenSigner {
  const signature = (text: string) => createHmac('sha256', key).update(text).digest('base64url').slice(0, 27);
  return {
    sign: (flowId, { entry, attempt }) => {
      const text = `${flowId}.${entry}.${attempt}`;
      return `${text}.${signature(text)}`;
    },
    read: (token) => {
      const match = /^(.+)\.(\d+)\.(\d+)\.([\w-]{27})$/.exec(token);
      const [, flowId, entry, attempt, given] = match ?? [];
      if (
        !match ||
        !timingSafeEqual(Buffer.from(given ?? ''), Buffer.from(signature(`${flowId}.${entry}.${attempt}`)))
      ) {
        throw new SfcError('SFC_TOKEN_INVALID', 'The task token was not issued by this conductor.', {
          hint: 'Send back the value of sfc-task-token exactly as the job carried it.',
        });
      }
      return { flowId: flowId as FlowId, entry: Number(entry), attempt: Number(attempt) };
    },
  };
}
