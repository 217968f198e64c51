const replacement = 0xfffd;

/** The UTF-8 bytes of a text. Half of a surrogate pair becomes U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const char of text.toWellFormed()) {
    const code = char.codePointAt(0) ?? replacement;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), tail(code));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), tail(code >> 6), tail(code));
    else bytes.push(0xf0 | (code >> 18), tail(code >> 12), tail(code >> 6), tail(code));
  }
  return Uint8Array.from(bytes);
}

function tail(code: number): number {
  return 0x80 | (code & 0x3f);
}

/** The text of UTF-8 bytes. What is no UTF-8 becomes U+FFFD. */
export function decodeUtf8(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const [code, size] = decodeAt(bytes, at);
    text += String.fromCodePoint(code);
    at += size;
  }
  return text;
}

const leastOfSize = [0, 0, 0x80, 0x800, 0x10000];

function decodeAt(bytes: Uint8Array, at: number): [code: number, size: number] {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return [lead, 1];
  const size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4) return [replacement, 1];
  let code = lead & (0x7f >> size);
  for (let next = 1; next < size; next++) {
    const byte = bytes[at + next] ?? 0;
    if ((byte & 0xc0) !== 0x80) return [replacement, next];
    code = (code << 6) | (byte & 0x3f);
  }
  const isValid = code >= (leastOfSize[size] ?? 0) && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isValid ? [code, size] : [replacement, 1];
}
