import type { TypedArray, Value } from '../value/value.js';
import { packValue, unpackValue } from './pack.js';

/**
 * A message between processes that trust each other: little-endian u32 magic, u32 bytes of JSON, the JSON, then each
 * array, all padded to 8 bytes so that a receiver can view them in place.
 */
const MAGIC = 0x3157444d; // "MDW1"
const HEADER_BYTES = 8;
const MAX_JSON_BYTES = 64 * 2 ** 20;
const MAX_ARRAY_BYTES = 4 * 2 ** 30;

const ARRAY_TYPES = {
  Uint8Array,
  Uint16Array,
  Int32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
} as const;

type ArrayType = keyof typeof ARRAY_TYPES;

const padding = (bytes: number): number => (8 - (bytes % 8)) % 8;

/** The pieces of one message, to be written in order. Arrays are views of the sender's memory. */
export function encodeFrame(message: Value): Uint8Array[] {
  const { json, arrays } = packValue(message);
  const kinds = arrays.map((array) => [arrayType(array), array.length]);
  const text = new TextEncoder().encode(JSON.stringify({ arrays: kinds, message: json }));
  const head = new Uint8Array(HEADER_BYTES + text.length + padding(text.length));
  const view = new DataView(head.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, text.length, true);
  head.set(text, HEADER_BYTES);
  const pieces: Uint8Array[] = [head];
  for (const array of arrays) {
    pieces.push(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
    if (padding(array.byteLength) > 0) pieces.push(new Uint8Array(padding(array.byteLength)));
  }
  return pieces;
}

function arrayType(array: TypedArray): ArrayType {
  for (const name of Object.keys(ARRAY_TYPES) as ArrayType[]) if (array instanceof ARRAY_TYPES[name]) return name;
  throw new TypeError(`an array of kind ${array.constructor.name} cannot be sent`);
}

type Body = { readonly arrays: readonly (readonly [ArrayType, number])[]; readonly message: unknown };

function parseBody(json: Uint8Array): Body {
  let body: Partial<Body> | null;
  try {
    body = JSON.parse(new TextDecoder().decode(json));
  } catch {
    throw new RangeError('the body of a frame is not JSON');
  }
  if (!Array.isArray(body?.arrays) || !body.arrays.every(Array.isArray))
    throw new RangeError('a frame lists no arrays');
  return body as Body;
}

function unpackBody(body: Body, arrays: readonly TypedArray[]): Value {
  try {
    return unpackValue({ json: body.message, arrays });
  } catch (error) {
    throw new RangeError(`a frame cannot be unpacked: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * Reads messages from chunks of bytes as they come. Arrays are filled in place, so each byte is copied once. The reader
 * throws `RangeError` for bytes that are no frame; the stream is then of no more use.
 */
export function createFrameReader(onMessage: (message: Value) => void): (chunk: Uint8Array) => void {
  const header = new Uint8Array(HEADER_BYTES);
  let target: Uint8Array = header;
  let filled = 0;
  let finish: () => void = readHeader;

  function expect(bytes: Uint8Array, then: () => void): void {
    target = bytes;
    filled = 0;
    finish = then;
  }

  function readHeader(): void {
    const view = new DataView(header.buffer);
    if (view.getUint32(0, true) !== MAGIC) throw new RangeError('these bytes are no Moodwire frame');
    const length = view.getUint32(4, true);
    if (length > MAX_JSON_BYTES) throw new RangeError(`a frame announces ${length} bytes of JSON`);
    const json = new Uint8Array(length + padding(length));
    expect(json, () => readArrays(parseBody(json.subarray(0, length))));
  }

  function readArrays(frame: Body): void {
    const arrays: TypedArray[] = [];
    const readNext = (): void => {
      const next = frame.arrays[arrays.length];
      if (!next) {
        const message = unpackBody(frame, arrays);
        expect(header, readHeader);
        onMessage(message);
        return;
      }
      const [type, length] = next;
      const Kind = Object.hasOwn(ARRAY_TYPES, type) ? ARRAY_TYPES[type] : undefined;
      const bytes = length * (Kind?.BYTES_PER_ELEMENT ?? 0);
      if (!Kind || !Number.isSafeInteger(length) || length < 0 || bytes > MAX_ARRAY_BYTES) {
        throw new RangeError(`a frame announces an array of ${length} × ${type}`);
      }
      const memory = new ArrayBuffer(bytes + padding(bytes));
      expect(new Uint8Array(memory), () => {
        arrays.push(new Kind(memory, 0, length));
        readNext();
      });
    };
    readNext();
  }

  return (chunk) => {
    let at = 0;
    for (;;) {
      const take = Math.min(target.length - filled, chunk.length - at);
      target.set(chunk.subarray(at, at + take), filled);
      filled += take;
      at += take;
      if (filled < target.length) return;
      finish();
    }
  };
}
