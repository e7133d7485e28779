import { crc32 } from 'node:zlib';

/**
 * A file of the store carries the checksum of all its other bytes, as eight hex digits at a place that its format fixes.
 * Writing starts with these in the digits' place.
 */
export const UNSEALED = '00000000';

/** CRC-32 of the first part of a file, without the digits that lie at `digitsAt`. Later parts go on with `crc32`. */
export function sealOfStart(bytes: Uint8Array, digitsAt: number): number {
  return crc32(bytes.subarray(digitsAt + UNSEALED.length), crc32(bytes.subarray(0, digitsAt)));
}

/** Writes the digits of `seal` into the first part of a file. */
export function putSeal(bytes: Buffer, digitsAt: number, seal: number): void {
  bytes.write(seal.toString(16).padStart(UNSEALED.length, '0'), digitsAt, 'latin1');
}

/** Throws `RangeError` when the digits in the first part of a file are not those of `seal`. */
export function checkSeal(bytes: Buffer, digitsAt: number, seal: number): void {
  const found = bytes.toString('latin1', digitsAt, digitsAt + UNSEALED.length);
  const expected = seal.toString(16).padStart(UNSEALED.length, '0');
  if (found !== expected) throw new RangeError(`checksum ${found}, expected ${expected}`);
}
