import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Image } from '@moodwire/engine';
import { close, loadGraph, type RunOptions, run } from 'moodwire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashOf } from '../nodes/image/pictures.js';
import { backends } from './backend-process.js';
import { ROOT } from './moodwire.js';

const { person, backend } = backends();
const PHOTO = join(ROOT, 'examples/photos/coffee.png');

let before: NodeJS.ProcessEnv;
let graph: string;
beforeEach(async () => {
  before = { ...process.env };
  const { folder, data } = await person();
  process.env['MOODWIRE_DATA_DIR'] = data;
  process.env['MOODWIRE_CACHE_DIR'] = join(folder, 'cache');
  const saved = JSON.parse(await readFile(join(ROOT, 'graphs/affective-edit.json'), 'utf8'));
  saved.nodes.denoise.params = { steps: 60 };
  graph = join(folder, 'slow.json');
  await writeFile(graph, JSON.stringify(saved));
});
afterEach(async () => {
  await close();
  process.env = before;
});

async function shown(options: RunOptions): Promise<Image[]> {
  const previews: Image[] = [];
  await run(
    await loadGraph(graph),
    { photo: PHOTO },
    {
      targets: ['denoise'],
      ...options,
      onEvent: (event) => void (event.event === 'preview' && previews.push(event.value as Image)),
    },
  );
  return previews;
}

function expectPictures(previews: readonly Image[]): void {
  expect(previews.length).toBeGreaterThan(1);
  for (const [i, one] of previews.entries()) {
    expect(one).toMatchObject({ width: 128, height: 128, channels: 3 });
    if (i > 0) expect(hashOf(one.data)).not.toBe(hashOf(previews[i - 1]!.data));
  }
}

describe('what a network makes on the way is shown', () => {
  it('where it runs in a device process', async () => {
    expectPictures(await shown({}));
  });

  it('where it runs on a backend, which sends nothing of it to who does not look', async () => {
    const there = await backend();
    const sent = async (work: () => Promise<unknown>): Promise<number> => {
      const { bytesOut } = await there.status();
      await work();
      return (await there.status()).bytesOut - bytesOut;
    };
    const options = { backends: [there.url], cache: false, targets: ['save'] };
    const unseen = await sent(async () => run(await loadGraph(graph), { photo: PHOTO, seed: 1 }, options));
    const seen = await sent(async () => expectPictures(await shown(options)));
    const picture = 128 * 128 * 3;
    // Both send the pixels of the edit.
    expect(seen - unseen).toBeGreaterThan(1.5 * picture);
  });
});
