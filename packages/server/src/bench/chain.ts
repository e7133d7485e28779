import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Engine, type Graph, parseGraph } from '@moodwire/engine';
import { createHost } from '../host/host.js';
import { type LoadedRegistry, loadRegistry } from '../pack/load-registry.js';

/** A config in `folder` that names the pack of the node that does nothing, and the registry with it. */
export async function loadNothing(folder: string): Promise<LoadedRegistry & { readonly config: string }> {
  const config = join(folder, 'moodwire.config.mjs');
  const file = fileURLToPath(new URL('nothing-pack.js', import.meta.url));
  await writeFile(config, `export const packs = [${JSON.stringify(file)}];\n`);
  return { ...(await loadRegistry({ config })), config };
}

/** Runs `length` nodes that do nothing, one after the other, each of which would run on a backend. */
export async function runChain(engine: Engine, length: number, round: number): Promise<void> {
  const nodes: Record<string, Graph['nodes'][string]> = {};
  for (let at = 0; at < length; at++) {
    nodes[`n${at}`] =
      at === 0
        ? { type: 'bench/nothing', params: { round } }
        : { type: 'bench/nothing', inputs: { number: `n${at - 1}.number` } };
  }
  const last = `n${length - 1}`;
  const parsed = parseGraph({
    format: 'moodwire.graph',
    version: 1,
    interface: { inputs: {}, outputs: { number: `${last}.number` } },
    nodes,
  });
  if (!('graph' in parsed)) throw new Error(JSON.stringify(parsed.problems));
  const result = await engine.run(parsed.graph, { host: createHost({ modelRoots: [] }) }).result;
  if (result.status !== 'done' || result.outputs['number'] !== round) {
    throw new Error(`a chain of ${length} ended as ${result.status}: ${JSON.stringify(result)}`);
  }
}
