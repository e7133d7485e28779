/** The element arrays that a value may hold. Half and bfloat numbers are kept as their bits in a `Uint16Array`. */
export type TypedArray = Uint8Array | Uint16Array | Int32Array | Float32Array | Float64Array | BigInt64Array;

/**
 * Anything that may travel along a link: plain JSON whose leaves may also be typed arrays. Values are immutable by
 * convention; a node that changes one makes a new one. Because every value has this one shape, hashing, caching and
 * sending it need to know nothing of pictures or tensors.
 */
export type Value =
  | null
  | boolean
  | number
  | string
  | TypedArray
  | readonly Value[]
  | { readonly [key: string]: Value | undefined };

/** A JSON value: what params are made of. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export function isTypedArray(value: unknown): value is TypedArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

/**
 * Bytes that a value keeps alive: exact for its arrays and strings, 8 for each other leaf. Throws `TypeError` for what is
 * no value, such as a Map, a Date or a function.
 */
export function byteLength(value: Value | undefined): number {
  if (typeof value === 'number') return 8;
  let total = 0;
  const stack: (Value | undefined)[] = [value];
  while (stack.length > 0) {
    const next = stack.pop();
    if (typeof next === 'string') total += next.length * 2;
    else if (isTypedArray(next)) total += next.byteLength;
    else if (Array.isArray(next)) for (const item of next) stack.push(item);
    else if (typeof next === 'object' && next !== null) {
      refuseOpaque(next);
      for (const [key, item] of Object.entries(next)) {
        total += key.length * 2;
        stack.push(item);
      }
    } else {
      if (typeof next === 'function' || typeof next === 'symbol' || typeof next === 'bigint') refuse(typeof next);
      total += 8;
    }
  }
  return total;
}

/** Throws `TypeError` for what shows no fields, such as a Map: all of them would have the same digest. */
export function refuseOpaque(value: object): void {
  const parent: unknown = Object.getPrototypeOf(value);
  if (parent === null || parent === Object.prototype || Object.keys(value).length > 0) return;
  refuse(value.constructor?.name);
}

function refuse(what: string): never {
  throw new TypeError(`a value is made of JSON and typed arrays; this one holds a ${what}`);
}
