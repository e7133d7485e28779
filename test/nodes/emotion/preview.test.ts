import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEngine, createRegistry, type Graph, type Image, parseGraphText } from '@moodwire/engine';
import { packs } from '@moodwire/nodes';
import { createHost, modelRoots } from 'moodwire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashOf } from '../image/pictures.js';
import { photo } from './studio.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const COFFEE = photo('coffee.png');
const FILE = 'vae_decoder/preview.safetensors';

let root: string;
let saved: Graph;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'moodwire-preview-'));
  const parsed = parseGraphText(await readFile(join(ROOT, 'graphs/affective-edit.json'), 'utf8'));
  if (!('graph' in parsed)) throw new Error('no graph');
  saved = parsed.graph;
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** The edit of a photo in so many steps, and what it shows of the denoising meanwhile. */
async function edit(steps: number, isHeard = true, model = 'mini') {
  const { nodes } = saved;
  const graph: Graph = {
    ...saved,
    nodes: {
      ...nodes,
      model: { ...nodes['model']!, params: { model } },
      denoise: { ...nodes['denoise']!, params: { steps } },
      // What the whole decoder makes of the denoised latent.
      whole: { type: 'latent/decode', inputs: { edited: 'denoise.latent' } },
    },
  };
  const host = createHost({ readable: [COFFEE], modelRoots: [root, ...modelRoots()] });
  const engine = createEngine({ registry: createRegistry(packs) });
  const previews: Image[] = [];
  const times: number[] = [];
  try {
    const result = await engine.run(graph, {
      host,
      inputs: { photo: COFFEE },
      targets: ['decode', 'whole'],
      events: 'at once',
      ...(isHeard && {
        onEvent(event) {
          if (event.event !== 'preview') return;
          expect(event.node).toBe('denoise');
          previews.push(event.value as Image);
          times.push(performance.now());
        },
      }),
    }).result;
    if (result.status !== 'done') throw new Error(JSON.stringify(result));
    const image = result.nodes['decode']!['image'] as Image;
    return { previews, times, image, whole: result.nodes['whole']!['image'] as Image };
  } finally {
    await engine.close();
  }
}

const difference = (a: Image, b: Image): number =>
  Array.from(a.data).reduce((sum, value, i) => sum + Math.abs(value - b.data[i]!), 0) / a.data.length;

describe('denoise', () => {
  it('shows, not too often, pictures that come near to what it makes', async () => {
    const { previews, times, image, whole } = await edit(60);
    expect(previews.length).toBeGreaterThan(1);
    for (const [i, one] of previews.entries()) {
      expect(one).toMatchObject({ width: 128, height: 128, channels: 3 });
      expect(one.data).toHaveLength(128 * 128 * 3);
      if (i === 0) continue;
      expect(hashOf(one.data)).not.toBe(hashOf(previews[i - 1]!.data));
      expect(times[i]! - times[i - 1]!).toBeGreaterThan(95);
    }
    const [first, last] = [previews[0]!, previews.at(-1)!];
    expect(difference(last, whole)).toBeLessThan(7);
    expect(difference(last, whole)).toBeLessThan(difference(first, whole));
    const unheard = await edit(60, false);
    expect(unheard.previews).toEqual([]);
    expect(hashOf(unheard.image.data)).toBe(hashOf(image.data));
  });

  it('does not show its last step, whose picture comes next', async () => {
    expect((await edit(1)).previews).toEqual([]);
  });

  it('shows nothing where the model cannot draw, and does its work', async () => {
    const wanted = hashOf((await edit(2)).image.data);
    const folder = join(root, 'copy');
    await cp(join(ROOT, 'models/mini'), folder, { recursive: true });
    await writeFile(join(folder, FILE), 'broken');
    const damaged = await edit(2, true, 'copy');
    expect([damaged.previews, hashOf(damaged.image.data)]).toEqual([[], wanted]);
    const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
    delete manifest.preview;
    delete manifest.files[FILE];
    await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
    const bare = await edit(2, true, 'copy');
    expect([bare.previews, hashOf(bare.image.data)]).toEqual([[], wanted]);
  });
});
