import { buildGraph, EMOTIONS, type EmotionName, type Image } from '@moodwire/engine';
import { decode, denoise, eicConvert, encode, load, loadModel, mllmEncode, perRetain, resize } from '@moodwire/nodes';
import { afterAll, describe, expect, it } from 'vitest';
import { openStudio, PHOTOS } from './studio.js';

const studio = openStudio(PHOTOS);
afterAll(() => studio.close());

/** A photo in all eight emotions by the shipped pipeline, at 320 pixels. */
async function allEmotions(file: string): Promise<Map<EmotionName, Image>> {
  const g = buildGraph();
  const photo = g.add('load', load, { file });
  const { image } = g.add('small', resize, { image: photo.image, width: 320, height: 320, fit: 'inside' });
  const model = g.add('model', loadModel, {});
  const read = g.add('mllm', mllmEncode, { image, mllm: model.mllm });
  const { latent } = g.add('vae', encode, { image, vae: model.vae });
  for (const target of EMOTIONS) {
    const { condition } = g.add(`eic-${target}`, eicConvert, { prompt: read.prompt, target });
    const made = g.add(`denoise-${target}`, denoise, { unet: model.unet, latent, condition, source: read.condition });
    const { relevance } = made;
    const kept = g.add(`retain-${target}`, perRetain, { source: latent, edited: made.latent, relevance });
    g.add(`decode-${target}`, decode, { edited: kept.latent, source: latent, photo: image, mask: kept.mask });
  }
  const made = await studio.run(
    g.graph,
    EMOTIONS.map((target) => `decode-${target}`),
  );
  return new Map(EMOTIONS.map((target) => [target, made[`decode-${target}`]!['image'] as Image]));
}

/** Mean absolute difference in levels of 255. */
function distance(a: Image, b: Image): number {
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) sum += Math.abs(a.data[i]! - b.data[i]!);
  return sum / a.data.length;
}

describe('the shipped model', () => {
  it('gives eight emotions of which each pair is at least 4/255 apart, on the mean over four photographs', async () => {
    const sheets = [];
    for (const file of PHOTOS) sheets.push(await allEmotions(file));
    const close: string[] = [];
    for (const [i, a] of EMOTIONS.entries()) {
      for (const b of EMOTIONS.slice(i + 1)) {
        const mean = sheets.reduce((sum, sheet) => sum + distance(sheet.get(a)!, sheet.get(b)!), 0) / sheets.length;
        if (mean < 4) close.push(`${a}–${b} ${mean.toFixed(2)}`);
      }
    }
    expect(close).toEqual([]);
  });
});
