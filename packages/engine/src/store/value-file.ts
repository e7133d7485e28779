import { describeArrays, viewOf } from '../protocol/array-types.js';
import { type Packed, packValue, unpackValue } from '../protocol/pack.js';
import { ELEMENT_BYTES, type ElementType, readSafetensorsHeader } from '../value/safetensors.js';
import type { TypedArray, Value } from '../value/value.js';
import { UNSEALED } from './seal.js';

/**
 * A value as one safetensors file: each array is a tensor, and the metadata hold the rest as packed JSON. The header
 * begins with these bytes, so that the checksum has a fixed place.
 */
const START = '{"__metadata__":{"format":"moodwire.value 1","checksum":"';
const VALUE_DIGITS_AT = 8 + START.length;
const MAX_HEADER_BYTES = 32 * 2 ** 20;
const MAX_FILE_BYTES = 4 * 2 ** 30;

/** How a value's file must be to be read. */
export const VALUE_FORM = { digitsAt: VALUE_DIGITS_AT, least: VALUE_DIGITS_AT + 8, most: MAX_FILE_BYTES } as const;

/** The head of a value's file, not yet sealed, and the arrays that follow it without a gap. */
export type ValueFile = { readonly head: Buffer; readonly body: readonly Uint8Array[]; readonly size: number };

/** Lays a value out as a file. Throws `TypeError` or `RangeError` for one that the format cannot hold. */
export function encodeValue(value: Value, digest: string): ValueFile {
  const packed = packValue(value);
  const described = describeArrays(packed);
  // The format allows no gaps: with the widest elements first, each array is aligned without one.
  const order = [...described.keys()].sort((a, b) => widthOf(described[b]!) - widthOf(described[a]!) || a - b);
  let at = 0;
  const fields = order.map((i) => {
    const { type, shape } = described[i]!;
    const begin = at;
    at += packed.arrays[i]!.byteLength;
    return `"array${i}":{"dtype":"${type}","shape":[${shape}],"data_offsets":[${begin},${at}]}`;
  });
  const metadata = `${START}${UNSEALED}","digest":"${digest}","value":${JSON.stringify(JSON.stringify(packed.json))}}`;
  const text = Buffer.from(`${[metadata, ...fields].join()}}`);
  const headBytes = Math.ceil((8 + text.length) / 64) * 64;
  if (headBytes > MAX_HEADER_BYTES || headBytes + at > MAX_FILE_BYTES) throw new RangeError('too large for a file');
  const head = Buffer.alloc(headBytes, ' ');
  head.writeBigUInt64LE(BigInt(headBytes - 8));
  text.copy(head, 8);
  const body = order.map((i) => bytesOf(packed.arrays[i]!)).filter(({ length }) => length > 0);
  return { head, body, size: headBytes + at };
}

const widthOf = ({ type }: { readonly type: ElementType }): number => ELEMENT_BYTES[type];
const bytesOf = (array: TypedArray): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** The value of a file whose checksum is right. Arrays are views of `bytes`. Throws for one that is another value's. */
export function decodeValue(bytes: Buffer<ArrayBuffer>, digest: string): Value {
  if (bytes.toString('latin1', 8, VALUE_DIGITS_AT) !== START) throw new RangeError('no file of a kept value');
  const { places, metadata } = readSafetensorsHeader(bytes);
  if (metadata.get('digest') !== digest) throw new RangeError(`the value ${metadata.get('digest')?.slice(0, 12)}`);
  const arrays: TypedArray[] = new Array(places.length);
  for (const place of places) {
    const index = /^array(0|[1-9]\d{0,8})$/.exec(place.name)?.[1];
    if (index === undefined || Number(index) >= places.length) throw new RangeError(`a tensor named ${place.name}`);
    arrays[Number(index)] = viewOf(bytes.buffer, place.type, place.begin, place.end - place.begin);
  }
  const json: Packed['json'] = JSON.parse(metadata.get('value') ?? '');
  return unpackValue({ json, arrays });
}
