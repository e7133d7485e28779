import type { TypedArray } from './value.js';

export type DType = 'float32' | 'float16' | 'bfloat16' | 'int64' | 'int32' | 'uint8' | 'bool';

/** A dense row-major array. `data.length` is the product of `shape`; half types hold bits, `bool` holds 0 or 1. */
export type Tensor = {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: TypedArray;
};

/** A float32 tensor over `data`, which is not copied. Throws `RangeError` when the shape does not fit. */
export function tensor(data: Float32Array, shape: readonly number[]): Tensor {
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (size !== data.length) throw new RangeError(`shape [${shape}] holds ${size} numbers, but ${data.length} came`);
  return { dtype: 'float32', shape, data };
}

/** The numbers of a float32 tensor. Throws `TypeError` for another dtype, naming it. */
export function floats(value: Tensor): Float32Array {
  if (value.data instanceof Float32Array) return value.data;
  throw new TypeError(`expected a float32 tensor, found ${value.dtype} [${value.shape}]`);
}
