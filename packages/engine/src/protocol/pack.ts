import { isTypedArray, type TypedArray, type Value } from '../value/value.js';

/** A value as JSON with its arrays beside it, so that no number of an array is ever written as text. */
export type Packed = { readonly json: unknown; readonly arrays: readonly TypedArray[] };

/** Takes a value apart for sending. In `json`, `{"$array": i}` stands for `arrays[i]`, which are views, not copies. */
export function packValue(value: Value | undefined): Packed {
  const arrays: TypedArray[] = [];
  const walk = (item: Value | undefined): unknown => {
    if (typeof item === 'number' && (!Number.isFinite(item) || Object.is(item, -0))) {
      return { $number: Object.is(item, -0) ? '-0' : String(item) };
    }
    if (typeof item !== 'object' || item === null) return item;
    if (isTypedArray(item)) return { $array: arrays.push(item) - 1 };
    if (Array.isArray(item)) return item.map(walk);
    return Object.fromEntries(Object.entries(item).map(([key, field]) => [escapeKey(key), walk(field)]));
  };
  return { json: walk(value), arrays };
}

/** Puts a packed value together again. Throws `TypeError` for a mark that stands for nothing, such as an array that did not come. */
export function unpackValue(packed: Packed): Value {
  const walk = (item: unknown): Value => {
    if (typeof item !== 'object' || item === null) return item as Value;
    if (Array.isArray(item)) return item.map(walk);
    const fields = Object.entries(item);
    const [key, mark] = fields[0] ?? ['', undefined];
    if (fields.length === 1 && key === '$number') return numberOf(mark);
    if (fields.length === 1 && key === '$array') {
      const array = typeof mark === 'number' ? packed.arrays[mark] : undefined;
      if (!array) throw new TypeError(`a packed value names array ${mark} of ${packed.arrays.length}`);
      return array;
    }
    return Object.fromEntries(fields.map(([name, field]) => [unescapeKey(name), walk(field)]));
  };
  return walk(packed.json);
}

function numberOf(mark: unknown): number {
  const number = typeof mark === 'string' ? Number(mark) : 0;
  if (Object.is(number, -0) || mark === String(number)) return number;
  throw new TypeError(`a packed value has the number ${mark}`);
}

function unescapeKey(key: string): string {
  if (!key.startsWith('$')) return key;
  if (!key.startsWith('$$')) throw new TypeError(`a packed value has the key ${key}`);
  return key.slice(1);
}

const escapeKey = (key: string): string => (key.startsWith('$') ? `$${key}` : key);
