import type { Image } from '@moodwire/engine';
import { layoutOf, openSamples, readSamples } from './samples.js';

/** How a picture meets a box of another shape: `inside` keeps all of it, `cover` fills the box and crops, `exact` squashes. */
export type Fit = 'inside' | 'cover' | 'exact';

/**
 * A picture at another size, by Lanczos, at its own depth, with its profile and EXIF. A side of 0 follows from the other
 * by the picture's shape; both 0 leave it as it is.
 */
export async function scaleImage(
  image: Image,
  size: { readonly width: number; readonly height: number; readonly fit: Fit },
): Promise<Image> {
  const { width, height } = size;
  if ((width === 0 && height === 0) || (width === image.width && height === image.height)) return image;
  const { encoded: _, ...kept } = image;
  const scaled = openSamples(image, true).resize({
    ...(width > 0 ? { width } : {}),
    ...(height > 0 ? { height } : {}),
    fit: size.fit === 'exact' && width > 0 && height > 0 ? 'fill' : size.fit === 'cover' ? 'cover' : 'inside',
    kernel: 'lanczos3',
  });
  return { ...kept, ...(await readSamples(scaled, layoutOf(image))) };
}

/** The picture scaled down so that its longer side is at most `longest`; itself when it is that small. */
export async function shrinkImage(image: Image, longest: number): Promise<Image> {
  if (Math.max(image.width, image.height) <= longest) return image;
  return scaleImage(image, { width: longest, height: longest, fit: 'inside' });
}
