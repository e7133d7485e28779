import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildGraph } from '@moodwire/engine';
import {
  decode,
  decodeImage,
  denoise,
  eicConvert,
  encode,
  load,
  loadModel,
  mllmEncode,
  paint,
  perRetain,
  save,
} from '@moodwire/nodes';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStudio, photo } from './studio.js';

const source = photo('coffee.png');
let folder: string;
let target: string;
let painting: string;
let studio: ReturnType<typeof openStudio>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moodwire-mask-'));
  target = join(folder, 'edited.png');
  painting = join(folder, 'painting.png');
  // Black in the left third of the picture.
  const [width, height] = [48, 32];
  const paint = Uint8Array.from({ length: width * height }, (_, i) => (i % width < width / 3 ? 0 : 255));
  await sharp(paint, { raw: { width, height, channels: 1 } })
    .png()
    .toFile(painting);
  studio = openStudio([source, painting], [target]);
});
afterAll(async () => {
  await studio.close();
  await rm(folder, { recursive: true, force: true });
});

describe('PER retain with a mask', () => {
  it('leaves every pixel of the photo where the mask is 0, through a lossless file', async () => {
    const g = buildGraph();
    const { image } = g.add('load', load, { file: source });
    const model = g.add('model', loadModel, {});
    const read = g.add('mllm', mllmEncode, { image, mllm: model.mllm });
    const { condition } = g.add('eic', eicConvert, { prompt: read.prompt, target: 'anger' });
    const { latent } = g.add('vae', encode, { image, vae: model.vae });
    const painted = g.add('painted', paint, { image, file: painting });
    const made = g.add('denoise', denoise, { unet: model.unet, latent, condition, mask: painted.mask });
    const kept = g.add('retain', perRetain, { source: latent, edited: made.latent, mask: painted.mask });
    const out = g.add('decode', decode, { edited: kept.latent, source: latent, photo: image, mask: kept.mask });
    g.add('save', save, { image: out.image, file: target });
    await studio.run(g.graph, ['save']);

    const [before, after] = await Promise.all([decodeImage(source), decodeImage(target)]);
    const { width, height, channels } = before;
    expect(await sharp(target).metadata()).toMatchObject({ width, height });
    // Bilinear between a 0 and a 1 at the mask's own size: a third, less one cell for the way up.
    const zeros = Math.floor(width * (1 / 3 - 1 / 48));
    expect(zeros / width).toBeGreaterThanOrEqual(0.1);
    let [outside, inside] = [0, 0];
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        for (let c = 0; c < 3; c++) {
          const at = (y * width + x) * channels + c;
          const change = Math.abs(before.data[at]! - after.data[at]!);
          if (x < zeros) outside += change;
          else inside += change;
        }
      }
    }
    expect(outside).toBe(0);
    expect(inside / (width * height)).toBeGreaterThan(1);
  });
});
