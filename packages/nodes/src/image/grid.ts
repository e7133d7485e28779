import { choice, defineNode, type Image, image, int, list, MoodwireError } from '@moodwire/engine';
import { MAX_PIXELS, megapixels } from './format.js';
import { narrow, openSamples, readSamples, type Samples } from './samples.js';
import { toSrgb } from './srgb.js';

const SHADES = { white: 255, grey: 128, black: 0 } as const;
const RGB = { wide: false, grey: false, alpha: false };

export const grid = defineNode({
  type: 'image/grid',
  title: 'Contact sheet',
  version: 1,
  summary: 'Lays many pictures out in neat rows, so that you take them in at one glance.',
  inputs: { images: list(image()) },
  params: {
    columns: int({ default: 3, min: 1, max: 64, step: 1, help: 'How many pictures stand side by side in a row.' }),
    gap: int({ default: 8, min: 0, max: 512, step: 1, help: 'Pixels between the pictures and around the sheet.' }),
    background: choice(['white', 'grey', 'black'], { default: 'white', help: 'What shows between the pictures.' }),
  },
  outputs: { image: image() },
  runsOn: 'host',
  async run({ inputs, params, signal, progress }) {
    const sheet = await layOut(inputs.images, params, (done) => {
      signal.throwIfAborted();
      progress(done, inputs.images.length);
    });
    return { image: sheet };
  },
});

type Sheet = { readonly columns: number; readonly gap: number; readonly background: keyof typeof SHADES };

/** An 8-bit RGB sheet: in the pictures' own profile where they share one, else in sRGB. */
async function layOut(images: readonly Image[], sheet: Sheet, placed: (done: number) => void): Promise<Image> {
  const cell = images[0];
  if (!cell) throw new MoodwireError('image/grid got an empty list; expected pictures: connect at least one.');
  const columns = Math.min(sheet.columns, images.length);
  const width = columns * (cell.width + sheet.gap) + sheet.gap;
  const height = Math.ceil(images.length / columns) * (cell.height + sheet.gap) + sheet.gap;
  if (width * height > MAX_PIXELS) {
    throw new MoodwireError(
      `image/grid would make ${width}×${height} pixels, ${megapixels(width * height)}; ` +
        `at most ${megapixels(MAX_PIXELS)} fit: resize the pictures first.`,
    );
  }
  const shade = SHADES[sheet.background];
  const data = new Uint8Array(width * height * 3).fill(shade);
  const shared = sameProfile(images);
  for (const [i, picture] of images.entries()) {
    const tile = await fitted(shared ? narrow(picture) : await toSrgb(picture), cell, shade);
    const left = sheet.gap + (i % columns) * (cell.width + sheet.gap);
    const top = sheet.gap + Math.floor(i / columns) * (cell.height + sheet.gap);
    for (let y = 0; y < tile.height; y++) {
      const row = tile.data.subarray(y * tile.width * 3, (y + 1) * tile.width * 3);
      data.set(row, ((top + y) * width + left) * 3);
    }
    placed(i + 1);
  }
  return { width, height, channels: 3, data, ...(shared && cell.icc ? { icc: cell.icc } : {}) };
}

function fitted(picture: Samples, cell: Samples, shade: number): Promise<Samples> {
  const background = { r: shade, g: shade, b: shade };
  const { width, height } = cell;
  const tile = openSamples(picture).toColourspace('srgb').resize({ width, height, fit: 'contain', background });
  return readSamples(tile.flatten({ background }), RGB);
}

/** Grey and colour pictures never share: a grey profile can't describe the RGB sheet. */
function sameProfile(images: readonly Image[]): boolean {
  const [first, ...others] = images.map((picture) => picture.icc);
  if (first && images.some((picture) => picture.channels < 3)) return false;
  return others.every((icc) => (icc && first ? Buffer.compare(icc, first) === 0 : icc === first));
}
