import { type DType, MoodwireError, readSafetensorsHeader, type Tensor, type TypedArray } from '@moodwire/engine';
import { fromHalves } from './half.js';

const DTYPES: Record<string, DType> = {
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
  I64: 'int64',
  I32: 'int32',
  U8: 'uint8',
  BOOL: 'bool',
};

/**
 * Reads a safetensors file. Each tensor is a copy, so that it is aligned and holds no more memory than its own. `name`
 * stands in messages. Throws `MoodwireError` for bytes that are no safetensors file.
 */
export function parseSafetensors(bytes: Uint8Array, name: string): Map<string, Tensor> {
  try {
    const tensors = new Map<string, Tensor>();
    for (const { name: key, type, shape, begin, end } of readSafetensorsHeader(bytes).places) {
      const dtype = DTYPES[type];
      if (!dtype) throw new RangeError(`tensor "${key}" has the unknown type ${type}`);
      tensors.set(key, { dtype, shape, data: toArray(dtype, new Uint8Array(bytes.subarray(begin, end))) });
    }
    return tensors;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new MoodwireError(`${name} is no safetensors file (${error.message}); install the model again`);
  }
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
  return { dtype: 'float32', shape: value.shape, data: fromHalves(value.data as Uint16Array) };
}
