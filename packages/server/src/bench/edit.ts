import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEngine } from '@moodwire/engine';
import { createLocalDevice } from '../device/local-device.js';
import { readShippedGraph } from '../graph/graph-file.js';
import { modelRoots } from '../host/places.js';
import { registry } from '../host/registry.js';
import { bareWork } from './bare-work.js';
import { editOnce } from './edit-once.js';
import { measureProcess } from './process-peak.js';
import { writeSamplePhoto } from './sample-photo.js';
import { median, timed } from './timing.js';

const ROUNDS = 9;
const APP = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'bin', 'moodwire.js');

/**
 * `moodwire bench edit`: the whole edit against the work that no edit can do without, done bare in one process on the
 * same photo; then whole processes at four sizes.
 */
export async function benchEdit(print: (line: string) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'moodwire-bench-'));
  try {
    await benchWarm(folder, print);
    await benchProcesses(folder, print);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function benchWarm(folder: string, print: (line: string) => void): Promise<void> {
  const photo = await writeSamplePhoto(folder, 1);
  const { graph } = await readShippedGraph('affective-edit');
  // Without a cache every round does all of its work.
  const engine = createEngine({
    registry,
    backends: [createLocalDevice({ modelRoots: modelRoots() })],
    cacheBytes: 0,
  });
  try {
    const bare = await bareWork(photo, folder);
    const whole: number[] = [];
    const parts: number[] = [];
    for (let round = -5; round < ROUNDS; round++) {
      const edit = await timed(() => editOnce(engine, graph, photo, join(folder, 'edited.jpg')));
      const work = await timed(bare.run);
      if (round >= 0) whole.push(edit);
      if (round >= 0) parts.push(work);
    }
    const [edit, work] = [median(whole), median(parts)];
    print(`warm edit, 1 MP JPEG → JPEG, median of ${ROUNDS}:`);
    print(`  whole edit                        ${edit.toFixed(0)} ms`);
    print(`  bare work (${bare.what})  ${work.toFixed(0)} ms`);
    print(`  ratio                             ${(edit / work).toFixed(2)} (aim ≤ 1.15)`);
  } finally {
    await engine.close();
  }
}

async function benchProcesses(folder: string, print: (line: string) => void): Promise<void> {
  print('a whole process, `moodwire edit` from its start to its end, with an empty cache:');
  for (const megapixels of [0.25, 1, 12, 24]) {
    const photo = await writeSamplePhoto(folder, megapixels);
    const { seconds, peakBytes } = await measureProcess(APP, ['edit', photo, '--emotion', 'awe', '-q'], folder);
    const memory =
      peakBytes === undefined ? 'not measured here' : `${(peakBytes / 2 ** 20).toFixed(0)} MiB at its peak`;
    const aim = megapixels === 12 ? ' (aim ≤ 3 s, ≤ 1 GB)' : '';
    const name = megapixels < 1 ? 'cold start to first picture' : `${megapixels} MP`;
    print(`  ${name.padEnd(28)} ${seconds.toFixed(2)} s, ${memory}${aim}`);
  }
}
