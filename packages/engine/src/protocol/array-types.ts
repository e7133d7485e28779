import { ELEMENT_BYTES, type ElementType } from '../value/safetensors.js';
import type { TypedArray } from '../value/value.js';
import type { Packed } from './pack.js';

/** What an array is beyond its bytes. */
export type Described = { readonly type: ElementType; readonly shape: readonly number[] };

const ARRAY_TYPES: Readonly<Record<string, ElementType>> = {
  Uint8Array: 'U8',
  Uint16Array: 'U16',
  Int32Array: 'I32',
  Float32Array: 'F32',
  Float64Array: 'F64',
  BigInt64Array: 'I64',
};

/** Types that JavaScript keeps in an array of another name. */
const HIDDEN_TYPES: Readonly<Record<string, readonly [ElementType, ElementType]>> = {
  float16: ['F16', 'U16'],
  bfloat16: ['BF16', 'U16'],
  bool: ['BOOL', 'U8'],
};

/**
 * As what each array of a packed value is stored. What looks like a tensor or a picture keeps its type and its shape, so
 * that other programs see it as it is; any other array is a row of numbers. Throws `TypeError` for what JSON would change.
 */
export function describeArrays({ json, arrays }: Packed): Described[] {
  const described = arrays.map(describeRow);
  const pending: unknown[] = [json];
  while (pending.length > 0) {
    const item = pending.pop();
    if (typeof item !== 'object' || item === null) continue;
    if (Array.isArray(item)) {
      if (item.includes(undefined)) throw new TypeError('a list that holds undefined');
      for (const one of item) pending.push(one);
      continue;
    }
    const fields = item as Readonly<Record<string, unknown>>;
    const data = fields['data'] as { readonly $array?: number } | null | undefined;
    const index = typeof data === 'object' ? data?.$array : undefined;
    if (index !== undefined) described[index] = shaped(fields, described[index]!);
    for (const field of Object.values(fields)) pending.push(field);
  }
  return described;
}

function describeRow(array: TypedArray): Described {
  const tag = array[Symbol.toStringTag];
  const type = Object.hasOwn(ARRAY_TYPES, tag) ? ARRAY_TYPES[tag] : undefined;
  if (!type) throw new TypeError(`an array of kind ${tag}`);
  return { type, shape: [array.length] };
}

/** The type and shape that the fields beside an array say, as far as they fit it. */
function shaped(fields: Readonly<Record<string, unknown>>, row: Described): Described {
  const { dtype, shape, width, height, channels } = fields;
  const picture = channels === undefined ? [height, width] : [height, width, channels];
  const said = Array.isArray(shape) ? shape : picture;
  if (!said.every((extent) => Number.isSafeInteger(extent) && extent >= 0)) return row;
  if (said.reduce((product, extent) => product * extent, 1) !== row.shape[0]) return row;
  const hidden = typeof dtype === 'string' && Object.hasOwn(HIDDEN_TYPES, dtype) ? HIDDEN_TYPES[dtype] : undefined;
  return { type: hidden?.[1] === row.type ? hidden[0] : row.type, shape: said };
}

const VIEWS = {
  F64: Float64Array,
  I64: BigInt64Array,
  F32: Float32Array,
  I32: Int32Array,
  F16: Uint16Array,
  BF16: Uint16Array,
  U16: Uint16Array,
  U8: Uint8Array,
  BOOL: Uint8Array,
} as const;

/** The array that lies in these bytes of a buffer. */
export function viewOf(buffer: ArrayBuffer, type: ElementType, begin: number, bytes: number): TypedArray {
  return new VIEWS[type](buffer, begin, bytes / ELEMENT_BYTES[type]);
}
