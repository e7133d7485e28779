import { createHash, hash } from 'node:crypto';
import { isTypedArray, refuseOpaque, type TypedArray, type Value } from '../value/value.js';

const known = new WeakMap<object, string>();

/** Longer texts stand in keys by their hash. */
const LONGEST_TEXT = 64;

/**
 * SHA-256 of a value's content, in hex. Type-tagged, so that 1, true and "1" differ, and independent of key order. A
 * list is hashed from the digests of its items, so that the digest of a list is known once those of its items are.
 * Remembered for objects, which are immutable: a picture is hashed once, however many nodes read it.
 */
export function digest(value: Value | undefined): string {
  return typeof value === 'object' && value !== null ? digestOfObject(value) : hash('sha256', written(value), 'hex');
}

/** A value's content as part of a record's: small leaves as they are, all else by its digest. */
function contentOf(value: Value | undefined): string {
  if (typeof value === 'object' && value !== null) return digestOfObject(value);
  return typeof value === 'string' && value.length > LONGEST_TEXT ? digest(value) : written(value);
}

/** The digest of a list from the digests of its items. */
export function digestOfList(items: readonly string[]): string {
  return hash('sha256', `l${items.length};${items.join('')}`, 'hex');
}

/** Notes the digest of a value that is known by other means, such as the checksum of the file that it was read from. */
export function remember(value: Value, hex: string): void {
  if (typeof value === 'object' && value !== null) known.set(value, hex);
}

function digestOfObject(value: TypedArray | readonly Value[] | { readonly [key: string]: Value | undefined }): string {
  const before = known.get(value);
  if (before !== undefined) return before;
  const made = isTypedArray(value)
    ? digestOfArray(value)
    : Array.isArray(value)
      ? digestOfList(value.map(digest))
      : digestOfRecord(value as { readonly [key: string]: Value | undefined });
  known.set(value, made);
  return made;
}

function digestOfArray(value: TypedArray): string {
  const sha = createHash('sha256');
  // The tag and not the constructor's name: a Buffer is a Uint8Array.
  sha.update(`a${value[Symbol.toStringTag]}:${value.length};`);
  sha.update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  return sha.digest('hex');
}

function digestOfRecord(value: { readonly [key: string]: Value | undefined }): string {
  refuseOpaque(value);
  const fields = Object.entries(value).filter(([, item]) => item !== undefined);
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  const text = fields.map(([key, item]) => written(key) + contentOf(item)).join('');
  return hash('sha256', `o${fields.length};${text}`, 'hex');
}

/** A leaf as text that no other leaf shares. */
function written(value: null | undefined | boolean | number | string): string {
  switch (typeof value) {
    case 'number':
      return Object.is(value, -0) ? 'd-0;' : `d${value};`;
    case 'string':
      return `s${value.length};${value}`;
    case 'boolean':
      return value ? 't;' : 'f;';
    case 'undefined':
      return 'u;';
    default:
      if (value !== null)
        throw new TypeError(`a value is made of JSON and typed arrays; this one holds a ${typeof value}`);
      return 'n;';
  }
}
