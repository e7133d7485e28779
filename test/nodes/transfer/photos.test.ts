import { applyTransfer, fitTransfer } from '@moodwire/nodes';
import { describe, expect, it } from 'vitest';
import { editPixels, PHOTOS, psnr, readPhoto, squash } from './photo.js';

type Edit = Parameters<typeof editPixels>[1];

const smooth = (from: number, to: number, x: number) => {
  const t = Math.min(1, Math.max(0, (x - from) / (to - from)));
  return t * t * (3 - 2 * t);
};

/** Edits of the kinds that moods are made of, done at the photo's own size. */
const EDITS: Readonly<Record<string, Edit>> = {
  'a tone curve, a tint and fog from below': (colour, _, y) => {
    const fog = 0.6 * smooth(0.2, 1, y);
    const tinted = colour.map((v, c) => v ** 1.3 * [1.05, 0.95, 0.8][c]!);
    return tinted.map((v, c) => v + ([0.7, 0.74, 0.8][c]! - v) * fog);
  },
  'a sky-only tint': ([r, g, b], _, y) => {
    const sky = 1 - smooth(0.35, 0.6, y);
    return [r + sky * (0.25 * b + 0.1 - 0.1 * r), g - sky * 0.15 * g, b - sky * 0.3 * b];
  },
  'less colour, darker, teal shadows': ([r, g, b]) => {
    const grey = 0.299 * r + 0.587 * g + 0.114 * b;
    const shadow = 0.15 * (1 - grey) ** 2;
    return [r, g, b].map((v, c) => 0.6 * (grey + 0.5 * (v - grey)) + shadow * [0.1, 0.8, 1][c]!);
  },
};

const cases = PHOTOS.flatMap((photo) => Object.keys(EDITS).map((edit) => ({ photo, edit })));

describe('the transfer of a 128×128 edit to a photo', () => {
  it.each(cases)('carries $edit to $photo within 33 dB of the same edit at full size', async ({ photo, edit }) => {
    const image = await readPhoto(photo);
    const wanted = editPixels(image, EDITS[edit]!);
    const transfer = fitTransfer(await squash(image), await squash(wanted), 128, 128);
    const out = await applyTransfer(image, transfer, { strength: 1 });
    const found = psnr(out.data, wanted.data);
    if (process.env['REPORT']) console.log(photo, edit, found.toFixed(1));
    expect(found).toBeGreaterThan(33);
  });

  it.each(PHOTOS)('gives %s back bit for bit when nothing was edited', async (name) => {
    const image = await readPhoto(name);
    const small = await squash(image);
    const out = await applyTransfer(image, fitTransfer(small, small, 128, 128), { strength: 1 });
    expect(out === image).toBe(false);
    expect(Buffer.from(out.data).equals(image.data)).toBe(true);
  });
});
