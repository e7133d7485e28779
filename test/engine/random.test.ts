import { randomNormal, randomUniform, randomWords } from '@moodwire/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

/** The generator as its paper writes it, in big integers: slow, and another path to the same words. */
function philox(counter: readonly number[], key: readonly number[]): number[] {
  let [c0, c1, c2, c3] = counter.map(BigInt) as [bigint, bigint, bigint, bigint];
  let [k0, k1] = key.map(BigInt) as [bigint, bigint];
  const word = 0xffffffffn;
  for (let round = 0; round < 10; round++) {
    const [p0, p1] = [c0 * 0xd2511f53n, c2 * 0xcd9e8d57n];
    [c0, c1, c2, c3] = [(p1 >> 32n) ^ c1 ^ k0, p1 & word, (p0 >> 32n) ^ c3 ^ k1, p0 & word];
    [k0, k1] = [(k0 + 0x9e3779b9n) & word, (k1 + 0xbb67ae85n) & word];
  }
  return [c0, c1, c2, c3].map(Number);
}

const hex = (words: Iterable<number>) => [...words].map((word) => word.toString(16).padStart(8, '0')).join(' ');

describe('the random numbers', () => {
  test('are those of the known answers of Random123 for counter and key zero', () => {
    expect(hex(randomWords(0, 0, 4))).toBe('6627e8d5 e169c58d bc57ac4c 9b00dbd8');
  });

  test('are those of a reference that gives all three known answers of Random123', () => {
    const ones = [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff];
    expect(hex(philox([0, 0, 0, 0], [0, 0]))).toBe('6627e8d5 e169c58d bc57ac4c 9b00dbd8');
    expect(hex(philox(ones, ones.slice(2)))).toBe('408f276d 41c83b0e a20bc7c6 6d5451fd');
    expect(hex(philox([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0]))).toBe(
      'd16cfe09 94fdcceb 5001e420 24126ea1',
    );
    const uint32 = fc.integer({ min: 0, max: 0xffffffff });
    fc.assert(
      fc.property(fc.maxSafeNat(), uint32, (seed, stream) => {
        const key = [seed % 2 ** 32, Math.floor(seed / 2 ** 32)];
        const expected = [0, 1, 2].flatMap((counter) => philox([counter, 0, stream, 0], key));
        expect([...randomWords(seed, stream, 12)]).toEqual(expected);
      }),
    );
  });

  test('begin the same however many are asked for', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat(40), fc.nat(40), (seed, short, more) => {
        const long = randomWords(seed, 7, short + more);
        expect([...randomWords(seed, 7, short)]).toEqual([...long.subarray(0, short)]);
        const normals = randomNormal(seed, 7, short + more);
        expect([...randomNormal(seed, 7, short)]).toEqual([...normals.subarray(0, short)]);
      }),
    );
  });

  test('differ from seed to seed and from stream to stream', () => {
    const first = (seed: number, stream: number) => hex(randomWords(seed, stream, 4));
    const seen = new Set([first(1, 0), first(2, 0), first(1, 1), first(2 ** 32 + 1, 0), first(2 ** 40, 0)]);
    expect(seen.size).toBe(5);
  });

  test('are uniform in [0, 1)', () => {
    const numbers = randomUniform(42, 0, 200_000);
    let sum = 0;
    for (const number of numbers) {
      if (!(number >= 0 && number < 1)) expect.fail(`${number} is outside`);
      sum += number;
    }
    expect(sum / numbers.length).toBeCloseTo(0.5, 2);
    // 24 bits of each word: a float32 holds no more, and would round the largest words up to 1.
    const words = randomWords(42, 0, 1000);
    expect([...numbers.subarray(0, 1000)]).toEqual([...words].map((word) => Math.floor(word / 256) / 2 ** 24));
  });

  test('are normal with mean 0 and variance 1', () => {
    const numbers = randomNormal(42, 0, 200_001);
    const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
    const variance = numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0) / numbers.length;
    const within = numbers.filter((number) => Math.abs(number) < 1).length / numbers.length;
    expect(numbers.length).toBe(200_001);
    expect(numbers.every(Number.isFinite)).toBe(true);
    expect(Math.abs(mean)).toBeLessThan(0.01);
    expect(Math.abs(variance - 1)).toBeLessThan(0.02);
    expect(within).toBeCloseTo(0.6827, 2);
  });
});
