import { digest, type Value } from '@moodwire/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const value = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Value>;

/** The same value with the keys of every object turned round. */
function turned(from: Value): Value {
  if (Array.isArray(from)) return from.map(turned);
  if (typeof from !== 'object' || from === null || ArrayBuffer.isView(from)) return from;
  return Object.fromEntries(
    Object.entries(from)
      .reverse()
      .map(([key, item]) => [key, turned(item!)]),
  );
}

describe('a digest', () => {
  test('tells apart values of different types that print alike', () => {
    const alike: (Value | undefined)[] = [
      ...[1, true, '1', [1], null, undefined, 0, -0, false, '', [], {}, [[]], 'null', '[]', [null], { a: 1 }, ['a', 1]],
      ...[[1, 2], [[1], 2], ['1', '2'], '1,2', { a: { b: 1 } }, { a: 'b', c: 1 }, Number.NaN, 'NaN'],
      ...[new Uint8Array([1]), new Uint16Array([1]), new Int32Array([1]), new Float32Array([1]), new Float64Array([1])],
      ...[new BigInt64Array([1n]), new Uint8Array([1, 0]), new Uint8Array(0), new Float32Array(0)],
    ];
    expect(new Set(alike.map((one) => digest(one))).size).toBe(alike.length);
  });

  test('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(value, (one) => {
        expect(digest(turned(one))).toBe(digest(structuredClone(one)));
      }),
    );
  });

  test('differs when the value does', () => {
    const canonical = (one: Value) => JSON.stringify(sorted(one));
    const sorted = (one: Value): Value =>
      Array.isArray(one)
        ? one.map(sorted)
        : typeof one === 'object' && one !== null && !ArrayBuffer.isView(one)
          ? Object.entries(one)
              .sort(([a], [b]) => (a < b ? -1 : 1))
              .map(([key, item]) => [key, sorted(item!)])
          : Object.is(one, -0)
            ? '-0'
            : one;
    fc.assert(
      fc.property(value, value, (one, other) => {
        fc.pre(canonical(one) !== canonical(other));
        expect(digest(one)).not.toBe(digest(other));
      }),
    );
  });

  test('reads only the part of a buffer that the array shows', () => {
    const whole = new Float32Array([1, 2, 3, 4]);
    expect(digest(whole.subarray(1, 3))).toBe(digest(new Float32Array([2, 3])));
  });

  test('takes a Buffer for the bytes that it is', () => {
    expect(digest(Buffer.from('abc'))).toBe(digest(new Uint8Array([97, 98, 99])));
  });

  test('takes a field that is undefined for one that is absent', () => {
    expect(digest({ a: 1, b: undefined })).toBe(digest({ a: 1 }));
  });

  test('refuses what shows no content, instead of giving all of it one digest', () => {
    for (const opaque of [new Map([[1, 2]]), new Date(), new Set([1]), () => 1, 1n, Symbol('x'), new ArrayBuffer(4)]) {
      expect(() => digest(opaque as unknown as Value)).toThrow(TypeError);
      expect(() => digest([{ deep: opaque as unknown as Value }])).toThrow('made of JSON and typed arrays');
    }
  });
});
