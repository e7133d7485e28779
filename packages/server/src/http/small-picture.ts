import { MAX_PIXELS } from '@moodwire/nodes';
import sharp from 'sharp';
import { Type } from 'typebox';
import { HttpError } from '../guard/http-error.js';

/** How large a picture is wanted to look at. */
export const shownSize = Type.Union([Type.Literal(0), Type.Integer({ minimum: 16, maximum: 4096 })], {
  description: 'The longer side in pixels, from 16 to 4096; 0 is its own size. What is smaller stays as it is.',
});

/**
 * A picture's file scaled down to a longer side of at most `size`, as WebP in sRGB, upright, without what the camera noted.
 * Throws `HttpError` for what is no whole picture.
 */
export async function smallPicture(path: string, size: number): Promise<Buffer> {
  try {
    return await sharp(path, { limitInputPixels: MAX_PIXELS, autoOrient: true })
      .resize({ width: size, height: size, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 85 })
      .toBuffer();
  } catch {
    throw notSmaller();
  }
}

export const notSmaller = (): HttpError =>
  new HttpError(400, 'no-picture', 'found a file that is no whole picture, expected one to be scaled: leave out size');
