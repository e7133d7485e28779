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

/** Puts a packed value together again. Throws `TypeError` when `json` names an array that did not come. */
export function unpackValue(packed: Packed): Value {
  const walk = (item: unknown): Value => {
    if (typeof item !== 'object' || item === null) return item as Value;
    if (Array.isArray(item)) return item.map(walk);
    if ('$number' in item) return Number(item.$number);
    if ('$array' in item) {
      const array = packed.arrays[Number(item.$array)];
      if (!array) throw new TypeError(`a packed value names array ${item.$array} of ${packed.arrays.length}`);
      return array;
    }
    return Object.fromEntries(Object.entries(item).map(([key, field]) => [unescapeKey(key), walk(field)]));
  };
  return walk(packed.json);
}

const escapeKey = (key: string): string => (key.startsWith('$') ? `$${key}` : key);
const unescapeKey = (key: string): string => (key.startsWith('$') ? key.slice(1) : key);
