import { ELEMENT_BYTES, type ElementType } from '../value/safetensors.js';
import { isTypedArray, type TypedArray, type Value } from '../value/value.js';
import { type Described, describeArrays, viewOf } from './array-types.js';
import { packValue, unpackValue } from './pack.js';
import { ProtocolError } from './pipe.js';

/** A value without the bytes of its arrays: these follow as a transfer of `bytes` bytes. */
export type Description = {
  readonly value: unknown;
  readonly arrays: readonly { readonly dtype: ElementType; readonly shape: readonly number[] }[];
  readonly bytes: number;
};

const MOST_DIMENSIONS = 8;

/** Arrays that are together no larger are gathered into one piece rather than sent each by itself. */
const SMALL_BYTES = 64 * 1024;

const padded = (bytes: number): number => Math.ceil(bytes / 8) * 8;

/** A value as it is sent: its description, and the bytes of its arrays in order. Large ones are views, not copies. */
export function describe(value: Value): { readonly description: Description; readonly pieces: readonly Uint8Array[] } {
  const packed = packValue(value);
  const arrays = describeArrays(packed).map(({ type, shape }) => ({ dtype: type, shape }));
  const bytes = packed.arrays.reduce((sum, array) => sum + padded(array.byteLength), 0);
  return { description: { value: packed.json, arrays, bytes }, pieces: piecesOf(packed.arrays, bytes) };
}

function piecesOf(arrays: readonly TypedArray[], bytes: number): readonly Uint8Array[] {
  const views = arrays.map((array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  const isWhole = views.length === 1 && views[0]!.length === bytes;
  if (bytes <= SMALL_BYTES && !isWhole) {
    const all = new Uint8Array(bytes);
    let at = 0;
    for (const view of views) {
      all.set(view, at);
      at += padded(view.length);
    }
    return bytes > 0 ? [all] : [];
  }
  return views.flatMap((view) => {
    const whole = view.length - (view.length % 8);
    if (whole === view.length) return view.length > 0 ? [view] : [];
    const tail = new Uint8Array(8);
    tail.set(view.subarray(whole));
    return whole > 0 ? [view.subarray(0, whole), tail] : [tail];
  });
}

const sizeOf = ({ dtype, shape }: Description['arrays'][number]): number =>
  shape.reduce((product, extent) => product * extent, ELEMENT_BYTES[dtype]);

/** Refuses a description whose numbers do not fit each other, before any memory is asked for. */
export function checkDescription({ arrays, bytes }: Description, mostBytes: number): void {
  if (bytes > mostBytes) throw new ProtocolError(`a value of ${bytes} bytes, expected at most ${mostBytes}`);
  let sum = 0;
  for (const array of arrays) {
    if (array.shape.length > MOST_DIMENSIONS) throw new ProtocolError(`a tensor of ${array.shape.length} dimensions`);
    sum += padded(sizeOf(array));
    if (!(sum <= bytes)) break;
  }
  if (sum !== bytes) throw new ProtocolError(`arrays of ${sum} bytes in a transfer of ${bytes}`);
}

/**
 * Memory of its own for a transfer. It is not zeroed, which would cost as much as to read it: nothing of it may be looked
 * at before the transfer has filled all of it.
 */
export function memoryFor(bytes: number): Uint8Array<ArrayBuffer> {
  const memory = Buffer.allocUnsafeSlow(bytes);
  return new Uint8Array(memory.buffer, memory.byteOffset, bytes);
}

/** The value whose arrays lie in `memory`, which it keeps as its own. Refuses arrays that are not what is said of them. */
export function rebuild({ value, arrays }: Description, memory: Uint8Array<ArrayBuffer>): Value {
  let at = memory.byteOffset;
  const views = arrays.map((array) => {
    const bytes = sizeOf(array);
    const view = viewOf(memory.buffer, array.dtype, at, bytes);
    at += padded(bytes);
    return view;
  });
  const packed = { json: value, arrays: views };
  let rebuilt: Value;
  let found: readonly Described[];
  try {
    rebuilt = unpackValue(packed);
    found = describeArrays(packed);
  } catch (error) {
    throw new ProtocolError(`a value that cannot be put together (${error instanceof Error ? error.message : error})`);
  }
  for (const [i, { dtype, shape }] of arrays.entries()) {
    const { type, shape: real } = found[i]!;
    if (type === dtype && real.join() === shape.join()) continue;
    throw new ProtocolError(`array ${i} is said to be ${dtype} [${shape}], but the value says ${type} [${real}]`);
  }
  checkTensors(rebuilt);
  return rebuilt;
}

const TENSOR_TYPES: Readonly<Record<string, string>> = {
  float32: 'Float32Array',
  float16: 'Uint16Array',
  bfloat16: 'Uint16Array',
  int64: 'BigInt64Array',
  int32: 'Int32Array',
  uint8: 'Uint8Array',
  bool: 'Uint8Array',
};

/** Refuses what calls itself a tensor but has other elements, or another number of them, than it says. */
function checkTensors(value: Value | undefined): void {
  if (typeof value !== 'object' || value === null || isTypedArray(value)) return;
  for (const item of Object.values(value)) checkTensors(item as Value | undefined);
  const { dtype, shape, data } = value as Readonly<Record<string, Value | undefined>>;
  if (typeof dtype !== 'string' || !Array.isArray(shape) || !isTypedArray(data)) return;
  const size = shape.reduce<number>((product, extent) => product * Number(extent), 1);
  if (TENSOR_TYPES[dtype] === data[Symbol.toStringTag] && size === data.length) return;
  throw new ProtocolError(
    `a tensor ${dtype} [${shape}] whose array is a ${data[Symbol.toStringTag]} of ${data.length}`,
  );
}
