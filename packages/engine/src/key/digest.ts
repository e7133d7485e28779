import { createHash, type Hash } from 'node:crypto';
import { isTypedArray, type Value } from '../value/value.js';

const known = new WeakMap<object, string>();

/**
 * SHA-256 of a value's content, in hex. Type-tagged, so that 1, true and "1" differ, and independent of key order.
 * Remembered for objects, which are immutable: a picture is hashed once, however many nodes read it.
 */
export function digest(value: Value | undefined): string {
  const isObject = typeof value === 'object' && value !== null;
  const before = isObject ? known.get(value) : undefined;
  if (before !== undefined) return before;
  const hash = createHash('sha256');
  feed(hash, value);
  const hex = hash.digest('hex');
  if (isObject) known.set(value, hex);
  return hex;
}

/** Notes the digest of a value that is known by other means, such as the checksum of the file that it was read from. */
export function remember(value: Value, hex: string): void {
  if (typeof value === 'object' && value !== null) known.set(value, hex);
}

function feed(hash: Hash, value: Value | undefined): void {
  if (value === undefined) hash.update('u;');
  else if (value === null) hash.update('n;');
  else if (typeof value === 'boolean') hash.update(value ? 't;' : 'f;');
  else if (typeof value === 'number') hash.update(`d${Object.is(value, -0) ? '-0' : value};`);
  else if (typeof value === 'string') hash.update(`s${Buffer.byteLength(value)};${value}`);
  else if (isTypedArray(value)) {
    // The tag and not the constructor's name: a Buffer is a Uint8Array.
    hash.update(`a${value[Symbol.toStringTag]}:${value.length};`);
    hash.update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  } else if (Array.isArray(value)) {
    hash.update(`l${value.length};`);
    for (const item of value) feed(hash, item);
  } else {
    refuseOpaque(value);
    const fields = Object.entries(value).filter(([, item]) => item !== undefined);
    fields.sort(([a], [b]) => (a < b ? -1 : 1));
    hash.update(`o${fields.length};`);
    for (const [key, item] of fields) {
      feed(hash, key);
      feed(hash, item);
    }
  }
}

/** A Map, a Date or a function shows no fields: all of them would have the same digest. */
function refuseOpaque(value: object): void {
  const parent: unknown = typeof value === 'object' ? Object.getPrototypeOf(value) : value;
  if (parent === null || parent === Object.prototype || (typeof value === 'object' && Object.keys(value).length > 0)) {
    return;
  }
  const name = typeof value === 'object' ? value.constructor?.name : typeof value;
  throw new TypeError(`a value is made of JSON and typed arrays; this one holds a ${name}`);
}
