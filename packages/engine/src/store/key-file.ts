import { putSeal, sealOfStart, UNSEALED } from './seal.js';
import { readSealedSync } from './sealed-file.js';

/** One output of an entry: the digest of the value, the bytes that it keeps alive, and the size of its file. */
export type KeyedOutput = { readonly digest: string; readonly bytes: number; readonly size: number };

/** What is filed under a key. `milliseconds` is what it would cost to compute all of it again. */
export type KeyEntry = {
  readonly outputs: Readonly<Record<string, KeyedOutput>>;
  readonly milliseconds: number;
};

const START = '{"format":"moodwire.key 1","checksum":"';
const MAX_BYTES = 2 ** 20;
const FORM = { digitsAt: START.length, least: START.length + UNSEALED.length, most: MAX_BYTES } as const;

const HEX = /^[0-9a-f]{64}$/;

/** Is this a key or a digest, and so fit to be part of a file's name? */
export const isHash = (text: unknown): text is string => typeof text === 'string' && HEX.test(text);

/** The file of an entry under one of its keys. Throws `RangeError` for more outputs than a file may name. */
export function encodeEntry(key: string, { outputs, milliseconds }: KeyEntry): Buffer {
  const fields = Object.entries(outputs).map(([name, { digest, bytes, size }]) => [name, digest, bytes, size]);
  const text = JSON.stringify({ key, milliseconds, outputs: fields });
  const file = Buffer.from(`${START}${UNSEALED}",${text.slice(1)}\n`);
  if (file.length > MAX_BYTES) throw new RangeError('too many outputs for a file');
  putSeal(file, FORM.digitsAt, sealOfStart(file, FORM.digitsAt));
  return file;
}

/** Reads the file of a key. Throws for one that is not as it was written, or was written for another key. */
export function readEntry(path: string, key: string): KeyEntry {
  const text = readSealedSync(path, FORM).toString('utf8');
  if (!text.startsWith(START)) throw new RangeError('no file of a key');
  const { key: written, milliseconds, outputs } = JSON.parse(text) as Readonly<Record<string, unknown>>;
  if (written !== key) throw new RangeError('the file of another key');
  if (typeof milliseconds !== 'number' || !Array.isArray(outputs)) throw new RangeError('no entry');
  return { milliseconds, outputs: Object.fromEntries(outputs.map(readOutput)) };
}

function readOutput(field: unknown): [string, KeyedOutput] {
  const [name, digest, bytes, size]: unknown[] = Array.isArray(field) ? field : [];
  if (typeof name !== 'string' || !isHash(digest) || !isCount(bytes) || !isCount(size)) {
    throw new RangeError('an output that is not described');
  }
  return [name, { digest, bytes, size }];
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
