import { join } from 'node:path';
import { createEngine } from '@moodwire/engine';
import { createLocalDevice } from '../device/local-device.js';
import { readShippedGraph } from '../graph/graph-file.js';
import { modelRoots } from '../host/places.js';
import { registry } from '../host/registry.js';
import { startBackendProcess } from './app-process.js';
import { connectAnew } from './connect-anew.js';
import { editOnce } from './edit-once.js';
import { writeSamplePhoto } from './sample-photo.js';
import { median, timed } from './timing.js';

const WARM_UP = 5;

/** A warm edit with a backend on loopback, and with a device process of this one. In milliseconds. */
export async function measureEdits(folder: string, rounds: number) {
  const { graph } = await readShippedGraph('affective-edit');
  const backend = await startBackendProcess();
  const remote = createEngine({ registry, backends: [connectAnew(backend.url)], cacheBytes: 0 });
  const local = createEngine({
    registry,
    backends: [createLocalDevice({ modelRoots: modelRoots() })],
    cacheBytes: 0,
  });
  const times = { remote: [] as number[], local: [] as number[] };
  try {
    for (let round = -Math.min(WARM_UP, rounds); round < rounds; round++) {
      // A backend that has seen a picture before may know the answer.
      const photo = await writeSamplePhoto(folder, 1, round);
      const target = join(folder, 'edited.jpg');
      const far = await timed(() => editOnce(remote, graph, photo, target));
      const near = await timed(() => editOnce(local, graph, photo, target));
      if (round < 0) continue;
      times.remote.push(far);
      times.local.push(near);
    }
    const [far, near] = [median(times.remote), median(times.local)];
    return { rounds, remote: far, local: near, ratio: far / near };
  } finally {
    await remote.close();
    await local.close();
    await backend.stop();
  }
}
