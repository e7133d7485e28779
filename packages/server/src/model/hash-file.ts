import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** Adds the first `bytes` of a file to a hash. Throws `RangeError` when there are fewer. */
export async function addToHash(hash: Hash, path: string, bytes: number): Promise<void> {
  if (bytes === 0) return;
  let read = 0;
  for await (const chunk of createReadStream(path, { end: bytes - 1, highWaterMark: 2 ** 20 })) {
    hash.update(chunk);
    read += chunk.length;
  }
  if (read !== bytes) throw new RangeError(`${path} has ${read} bytes, expected ${bytes}`);
}

export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) hash.update(chunk);
  return hash.digest('hex');
}
