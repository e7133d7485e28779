import { type DType, MoodwireError, type Tensor, type TypedArray } from '@moodwire/engine';

const DTYPES: Record<string, { dtype: DType; bytes: number }> = {
  F32: { dtype: 'float32', bytes: 4 },
  F16: { dtype: 'float16', bytes: 2 },
  BF16: { dtype: 'bfloat16', bytes: 2 },
  I64: { dtype: 'int64', bytes: 8 },
  I32: { dtype: 'int32', bytes: 4 },
  U8: { dtype: 'uint8', bytes: 1 },
  BOOL: { dtype: 'bool', bytes: 1 },
};

const MAX_HEADER_BYTES = 16 * 2 ** 20;

type Entry = { readonly dtype: string; readonly shape: number[]; readonly data_offsets: [number, number] };

/**
 * Reads a safetensors file. Each tensor is a copy, so that it is aligned and holds no more memory than its own. `name`
 * stands in messages. Throws `MoodwireError` for bytes that are no safetensors file.
 */
export function parseSafetensors(bytes: Uint8Array, name: string): Map<string, Tensor> {
  const wrong = (what: string) =>
    new MoodwireError(`${name} is no safetensors file (${what}); install the model again`);
  if (bytes.length < 8) throw wrong(`${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = Number(view.getBigUint64(0, true));
  if (headerBytes > MAX_HEADER_BYTES || 8 + headerBytes > bytes.length) throw wrong(`a header of ${headerBytes} bytes`);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + headerBytes)));
  } catch {
    throw wrong('its header is not JSON');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) throw wrong('its header is no object');
  const body = bytes.subarray(8 + headerBytes);
  const found: { key: string; dtype: DType; shape: number[]; begin: number; end: number }[] = [];
  for (const [key, value] of Object.entries(header)) {
    if (key === '__metadata__') continue;
    if (!isEntry(value)) throw wrong(`tensor "${key}" is not described`);
    const kind = Object.hasOwn(DTYPES, value.dtype) ? DTYPES[value.dtype] : undefined;
    if (!kind) throw wrong(`tensor "${key}" has the unknown type ${value.dtype}`);
    const [begin, end] = value.data_offsets;
    const size = value.shape.reduce((product, extent) => product * extent, kind.bytes);
    if (begin < 0 || end > body.length || end - begin !== size) throw wrong(`tensor "${key}" lies outside the file`);
    found.push({ key, dtype: kind.dtype, shape: value.shape, begin, end });
  }
  // Tensors that share bytes would let a small file ask for any amount of memory.
  const inOrder = [...found].sort((a, b) => a.begin - b.begin || a.end - b.end);
  for (const [i, { key, begin }] of inOrder.entries()) {
    const before = inOrder[i - 1];
    if (before && begin < before.end) throw wrong(`tensors "${before.key}" and "${key}" share bytes`);
  }
  const tensors = new Map<string, Tensor>();
  for (const { key, dtype, shape, begin, end } of found) {
    tensors.set(key, { dtype, shape, data: toArray(dtype, new Uint8Array(body.subarray(begin, end))) });
  }
  return tensors;
}

function isEntry(value: unknown): value is Entry {
  const entry = value as Partial<Entry> | null;
  const counts = (list: unknown): boolean =>
    Array.isArray(list) && list.every((item) => Number.isSafeInteger(item) && (item as number) >= 0);
  return (
    typeof entry === 'object' &&
    entry !== null &&
    typeof entry.dtype === 'string' &&
    counts(entry.shape) &&
    counts(entry.data_offsets) &&
    entry.data_offsets?.length === 2
  );
}

function toArray(dtype: DType, bytes: Uint8Array<ArrayBuffer>): TypedArray {
  switch (dtype) {
    case 'float32':
      return new Float32Array(bytes.buffer);
    case 'float16':
    case 'bfloat16':
      return new Uint16Array(bytes.buffer);
    case 'int64':
      return new BigInt64Array(bytes.buffer);
    case 'int32':
      return new Int32Array(bytes.buffer);
    case 'uint8':
    case 'bool':
      return bytes;
  }
}

/** A float16 tensor as float32; a float32 tensor as it is. Throws `TypeError` for other types. */
export function widen(value: Tensor): Tensor {
  if (value.dtype === 'float32') return value;
  if (value.dtype !== 'float16') throw new TypeError(`expected float16 or float32, found ${value.dtype}`);
  const bits = value.data as Uint16Array;
  return { dtype: 'float32', shape: value.shape, data: Float32Array.from(bits, fromHalf) };
}

function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
