import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { SfcError } from '../../errors/sfc-error.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { Attribute } from './dynamo-client.ts';

/** What fits in one write unit is stored as it is; above it, deflating saves more than it costs. */
const PLAIN_BYTES = 1_024;
/** An item may have 400 KB, and holds other attributes, too. */
const ITEM_BYTES = 350_000;

/** A text of any size as one attribute: plain, deflated, or the key of an object under `prefix/`. */
export interface TextPacker {
  pack(text: string, prefix: string): Promise<Attribute> | Attribute;
  unpack(attribute: Attribute | undefined): Promise<string> | string;
}

export function createTextPacker(objects: ObjectStore): TextPacker {
  async function putAside(text: string, prefix: string): Promise<Attribute> {
    const key = `${prefix}/${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`;
    await objects.put(key, text);
    return { M: { object: { S: key } } };
  }
  async function fetchText(key: string): Promise<string> {
    const text = await objects.get(key);
    if (text === undefined)
      throw new SfcError('SFC_FLOW_UNREADABLE', `The object ${key} of a stored state is missing.`);
    return text;
  }
  return {
    pack(text, prefix) {
      if (text.length < PLAIN_BYTES) return { S: text };
      const packed = deflateRawSync(text, { level: 1 });
      if (packed.byteLength > ITEM_BYTES) return putAside(text, prefix);
      return { B: packed.toString('base64') };
    },
    unpack(attribute = { S: '' }) {
      if ('S' in attribute) return attribute.S;
      if ('B' in attribute) return inflateRawSync(Buffer.from(attribute.B, 'base64')).toString('utf8');
      return fetchText('M' in attribute ? (stringOf(attribute.M['object']) ?? '') : '');
    },
  };
}

export function stringOf(attribute: Attribute | undefined): string | undefined {
  return attribute !== undefined && 'S' in attribute ? attribute.S : undefined;
}

export function numberOf(attribute: Attribute | undefined): number {
  return attribute !== undefined && 'N' in attribute ? Number(attribute.N) : 0;
}
