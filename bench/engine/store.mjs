import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { summarize } from './measure.mjs';

const BYTES = 16 * 2 ** 20;

/**
 * A hit of the disk cache against reading the same bytes by `fs.readFile`, in milliseconds. `hit` stays undefined while
 * the engine keeps nothing on disk: give it the samples of reading a 16 MiB tensor back by its key.
 */
export async function benchStore() {
  const folder = await mkdtemp(join(tmpdir(), 'moodwire-bench-'));
  try {
    const file = join(folder, 'tensor.bin');
    await writeFile(file, new Uint8Array(BYTES).fill(7));
    const read = await timed(() => readFile(file));
    const hit = undefined;
    return { bytes: BYTES, read: summarize(read), hit };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function timed(work) {
  const samples = [];
  for (let round = -5; round < 15; round++) {
    const began = performance.now();
    await work();
    if (round >= 0) samples.push(performance.now() - began);
  }
  return samples;
}
