import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startServeProcess } from '../../packages/server/dist/bench/app-process.js';
import { layeredGraph } from './graph.mjs';

const PACK = fileURLToPath(new URL('pack.mjs', import.meta.url));

/**
 * The product as it is: `moodwire serve` with its editor, and the graphs saved in a data folder of their own.
 * @returns `{ url, stop }`
 */
export async function serveMoodwire(sizes) {
  const folder = await mkdtemp(join(tmpdir(), 'moodwire-bench-'));
  const config = join(folder, 'moodwire.config.mjs');
  await writeFile(config, `export const packs = [${JSON.stringify(PACK)}];\n`);
  const app = await startServeProcess(folder, config);
  const stop = async () => {
    await app.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    for (const size of sizes) await save(app.url, size);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: app.url, stop };
}

async function save(url, size) {
  const response = await fetch(`${url}/api/v1/graphs/bench-${size}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(layeredGraph(size)),
  });
  if (!response.ok) throw new Error(`the graph of ${size} nodes could not be saved: ${await response.text()}`);
}
