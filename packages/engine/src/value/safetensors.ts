/** Bytes of one element, by the safetensors name of its type. */
export const ELEMENT_BYTES = {
  F64: 8,
  I64: 8,
  F32: 4,
  I32: 4,
  F16: 2,
  BF16: 2,
  U16: 2,
  U8: 1,
  BOOL: 1,
} as const;

export type ElementType = keyof typeof ELEMENT_BYTES;

/** Where one tensor of a safetensors file lies: bytes from `begin` up to `end` of the file. */
export type TensorPlace = {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
};

const MAX_HEADER_BYTES = 64 * 2 ** 20;

/**
 * Reads the header of a safetensors file, of which `bytes` is the whole. Every place lies inside the file, has the size
 * that its shape says and shares no byte with another. Throws `RangeError` with what is wrong, in a few words.
 */
export function readSafetensorsHeader(bytes: Uint8Array): {
  readonly places: readonly TensorPlace[];
  readonly metadata: ReadonlyMap<string, string>;
} {
  if (bytes.length < 8) throw new RangeError(`${bytes.length} bytes`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES || 8 + length > bytes.length) throw new RangeError(`a header of ${length} bytes`);
  const header = parseHeader(bytes.subarray(8, 8 + length));
  const places: TensorPlace[] = [];
  let metadata: [string, unknown][] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') metadata = Object.entries(value ?? {});
    else places.push(readPlace(name, value, 8 + length, bytes.length));
  }
  // Tensors that share bytes would let a small file ask for any amount of memory.
  const inOrder = [...places].sort((a, b) => a.begin - b.begin || a.end - b.end);
  for (const [i, { name, begin }] of inOrder.entries()) {
    const before = inOrder[i - 1];
    if (before && begin < before.end) throw new RangeError(`tensors "${before.name}" and "${name}" share bytes`);
  }
  return { places, metadata: new Map(metadata.filter((field): field is [string, string] => isText(field[1]))) };
}

function parseHeader(text: Uint8Array): object {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text));
  } catch {
    throw new RangeError('its header is not JSON');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw new RangeError('its header is no object');
  }
  return header;
}

function readPlace(name: string, value: unknown, dataAt: number, fileBytes: number): TensorPlace {
  if (!isEntry(value)) throw new RangeError(`tensor "${name}" is not described`);
  const { dtype: type, shape } = value;
  if (!isElementType(type)) throw new RangeError(`tensor "${name}" has the unknown type ${type}`);
  const [begin, end] = [dataAt + value.data_offsets[0], dataAt + value.data_offsets[1]];
  const size = shape.reduce((product, extent) => product * extent, ELEMENT_BYTES[type]);
  if (end > fileBytes || end - begin !== size) throw new RangeError(`tensor "${name}" lies outside the file`);
  return { name, type, shape, begin, end };
}

type Entry = { readonly dtype: string; readonly shape: number[]; readonly data_offsets: [number, number] };

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

const isText = (value: unknown): value is string => typeof value === 'string';
const isElementType = (type: string): type is ElementType => Object.hasOwn(ELEMENT_BYTES, type);
