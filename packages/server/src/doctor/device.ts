import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, messageOf } from '@moodwire/engine';
import { createLocalDevice } from '../device/local-device.js';
import { readShippedGraph } from '../graph/graph-file.js';
import { createHost } from '../host/host.js';
import { modelRoots } from '../host/places.js';
import { registry } from '../host/registry.js';
import type { Finding } from './finding.js';

const PATIENCE_MS = 60_000;

/** Does a device process start, and edit the photograph that ships? */
export async function checkDevice(): Promise<Finding> {
  const folder = await mkdtemp(join(tmpdir(), 'moodwire-doctor-'));
  const began = performance.now();
  try {
    const engine = createEngine({
      registry,
      backends: [createLocalDevice({ modelRoots: modelRoots() })],
      cacheBytes: 0,
    });
    try {
      const { graph, folder: photos } = await readShippedGraph('affective-edit');
      const host = createHost({ folder: photos, outputFolder: folder, modelRoots: modelRoots() });
      const result = await engine.run(graph, { host, signal: AbortSignal.timeout(PATIENCE_MS) }).result;
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      if (result.status === 'done') return { what: 'edit', state: 'ok', found: `edited a photograph in ${seconds} s` };
      const why =
        result.status === 'failed'
          ? result.failures.map(({ node, message }) => `${node}: ${message}`).join('; ')
          : `not done within ${PATIENCE_MS / 1000} s`;
      return { what: 'edit', state: 'wrong', found: why, advice: 'see what else is wrong here; --debug shows where' };
    } finally {
      await engine.close();
    }
  } catch (error) {
    return { what: 'edit', state: 'wrong', found: messageOf(error), advice: 'see what else is wrong here' };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
