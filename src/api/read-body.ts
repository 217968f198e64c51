import { SfcError } from '../errors/sfc-error.ts';

/** Reads at most `maxBytes`, and no more of the connection than that. Rejects with SFC_PAYLOAD_TOO_LARGE or SFC_INVALID_REQUEST. */
export async function readBody(request: Request, maxBytes: number): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes);
  if (request.body === null) return '';
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const parts: string[] = [];
  let sizeBytes = 0;
  const reader = request.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    sizeBytes += value.byteLength;
    if (sizeBytes > maxBytes) {
      await reader.cancel().catch(() => undefined);
      throw tooLarge(maxBytes);
    }
    parts.push(decode(decoder, value));
  }
  parts.push(decode(decoder));
  return parts.join('');
}

function decode(decoder: InstanceType<typeof TextDecoder>, bytes?: Uint8Array): string {
  try {
    return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
  } catch (cause) {
    throw new SfcError('SFC_INVALID_REQUEST', 'The body is not UTF-8.', {
      cause,
      hint: 'Send the body as UTF-8 text.',
    });
  }
}

function tooLarge(maxBytes: number): SfcError {
  return new SfcError('SFC_PAYLOAD_TOO_LARGE', `The body is over ${maxBytes.toLocaleString('en-US')} bytes.`, {
    hint: 'Store large data elsewhere and pass a reference to it; split a large blueprint into sub-flows.',
    details: { maxBytes },
  });
}
