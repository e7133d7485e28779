import { fromHalves, toHalves } from '@moodwire/nodes';
import fc from 'fast-check';
import { expect, it } from 'vitest';

const ALL = Uint16Array.from({ length: 65_536 }, (_, bits) => bits);
const VALUES = fromHalves(ALL);
const isNaNBits = (bits: number): boolean => (bits & 0x7fff) > 0x7c00;
const toHalf = (value: number): number => toHalves(Float32Array.of(value))[0]!;

it('gives every float16 back that went through float32', () => {
  const back = toHalves(VALUES);
  expect(ALL.filter((bits) => !isNaNBits(bits) && back[bits] !== bits)).toEqual(new Uint16Array());
  expect(ALL.filter((bits) => isNaNBits(bits) && !isNaNBits(back[bits]!))).toEqual(new Uint16Array());
});

it('reads what IEEE 754 says the bits are', () => {
  const known: [number, number][] = [
    [0x0000, 0],
    [0x8000, -0],
    [0x0001, 2 ** -24],
    [0x03ff, 1023 * 2 ** -24],
    [0x0400, 2 ** -14],
    [0x3555, 0.333251953125],
    [0x3c00, 1],
    [0xc000, -2],
    [0x7bff, 65504],
    [0x7c00, Number.POSITIVE_INFINITY],
    [0xfc00, Number.NEGATIVE_INFINITY],
  ];
  for (const [bits, value] of known) expect([bits, VALUES[bits]]).toEqual([bits, value]);
});

/** The halves that are finite and not below zero are in the order of their bits; the one after the last would be 65536. */
const magnitudeOf = (bits: number): number => (bits === 0x7c00 ? 65_536 : VALUES[bits]!);

it('rounds any float32 to the nearest, and of two that are as near to the even one', () => {
  const bits = fc.oneof(
    fc.integer({ min: 0, max: 0x7f800000 }),
    fc.integer({ min: 0x32000000, max: 0x48000000 }), // where halves are, and a little beyond
    fc // halfway between two halves, and the float32 numbers around it
      .tuple(fc.integer({ min: 0, max: 0x7bff }), fc.integer({ min: -1, max: 1 }))
      .map(([half, step]) => {
        const middle = Float32Array.of((magnitudeOf(half) + magnitudeOf(half + 1)) / 2);
        return Math.max(0, new Uint32Array(middle.buffer)[0]! + step);
      }),
  );
  fc.assert(
    fc.property(bits, fc.boolean(), (magnitudeBits, isNegative) => {
      const value = new Float32Array(Uint32Array.of(magnitudeBits).buffer)[0]!;
      const found = toHalf(isNegative ? -value : value);
      expect(found >> 15).toBe(isNegative ? 1 : 0);
      const half = found & 0x7fff;
      expect(half).toBeLessThanOrEqual(0x7c00);
      const away = Math.abs(value - magnitudeOf(half));
      for (const other of [half - 1, half + 1].filter((bits) => bits >= 0 && bits <= 0x7c00)) {
        const otherAway = Math.abs(value - magnitudeOf(other));
        if (value > 65_536) expect(half).toBe(0x7c00);
        else expect(away < otherAway || (away === otherAway && half % 2 === 0)).toBe(true);
      }
    }),
    { numRuns: 20_000 },
  );
});

it('keeps NaN from becoming a number, whatever its payload', () => {
  for (const bits of [0x7f800001, 0x7fc00000, 0xffffffff]) {
    const [half] = toHalves(new Float32Array(Uint32Array.of(bits).buffer));
    expect(isNaNBits(half!)).toBe(true);
  }
});

it('converts a view that begins in the middle of a buffer', () => {
  const all = Float32Array.of(9, 1, -2, 9);
  expect(toHalves(all.subarray(1, 3))).toEqual(Uint16Array.of(0x3c00, 0xc000));
});
