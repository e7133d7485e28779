import { createHash } from 'node:crypto';
import { readFile } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { byteLength, digest, openStore } from '@moodwire/engine';
import { summarize } from './measure.mjs';

const BYTES = 16 * 2 ** 20;

/**
 * A hit of the disk cache, from key to tensor with its checksum compared, against reading a file of as many bytes by
 * `fs.readFile`, in turns, in milliseconds.
 */
export async function benchStore() {
  const folder = await mkdtemp(join(tmpdir(), 'moodwire-bench-'));
  const store = openStore({ folder: join(folder, 'store'), limitBytes: 10 * BYTES });
  try {
    const data = Float32Array.from({ length: BYTES / 4 }, (_, i) => Math.sin(i));
    const tensor = { dtype: 'float32', shape: [4, 1024, 1024], data };
    const key = createHash('sha256').update('tensor').digest('hex');
    const kept = { digest: digest(tensor), bytes: byteLength(tensor), value: () => tensor };
    await new Promise((done) => store.keep([key], { tensor: kept }, 1000, done));
    await store.settle();
    const file = join(folder, 'tensor.bin');
    await writeFile(file, data);
    const [read, hit] = await inTurns(
      () =>
        new Promise((resolve, reject) => readFile(file, (error, bytes) => (error ? reject(error) : resolve(bytes)))),
      () => store.read(store.find(key).outputs.tensor.digest),
    );
    return { bytes: BYTES, read: summarize(read), hit: summarize(hit) };
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function inTurns(...works) {
  const samples = works.map(() => []);
  for (let round = -5; round < 25; round++) {
    for (const [i, work] of works.entries()) {
      const began = performance.now();
      await work();
      if (round >= 0) samples[i].push(performance.now() - began);
    }
  }
  return samples;
}
