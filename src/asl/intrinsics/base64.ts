const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const sextets = new Map([...alphabet, '-', '_'].map((char, at) => [char, at < 64 ? at : at - 2]));

/** RFC 4648 Base64 with padding. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const chars = [18, 12, 6, 0].map((shift) => alphabet[(group >> shift) & 63]);
    const count = Math.min(3, bytes.length - at) + 1;
    text += chars.slice(0, count).join('').padEnd(4, '=');
  }
  return text;
}

/** The bytes of a Base64 text as AWS reads it: up to the first `=`, all characters of neither Base64 alphabet left out. */
export function decodeBase64(text: string): Uint8Array {
  const bytes: number[] = [];
  let bits = 0;
  let bitCount = 0;
  for (const char of text) {
    if (char === '=') break;
    const sextet = sextets.get(char);
    if (sextet === undefined) continue;
    bits = ((bits << 6) | sextet) & 0xffff;
    bitCount += 6;
    if (bitCount >= 8) {
      bitCount -= 8;
      bytes.push((bits >> bitCount) & 0xff);
    }
  }
  return Uint8Array.from(bytes);
}
