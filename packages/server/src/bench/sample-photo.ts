import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { shippedGraph } from '../host/places.js';

/**
 * Writes the shipped photograph as a JPEG of about `megapixels`, 4:3, for a benchmark to edit. Each `variant` is a little
 * brighter than the one before.
 */
export async function writeSamplePhoto(folder: string, megapixels: number, variant = 0): Promise<string> {
  const width = Math.round(Math.sqrt((megapixels * 1e6 * 4) / 3));
  const height = Math.round((width * 3) / 4);
  const file = join(folder, `photo-${megapixels}mp.jpg`);
  const source = join(dirname(shippedGraph('affective-edit')), 'photos', 'coffee.jpg');
  const photo = sharp(source).resize(width, height, { fit: 'cover' });
  if (variant !== 0) photo.modulate({ brightness: 1 + variant / 500 });
  await photo.jpeg({ quality: 92 }).toFile(file);
  return file;
}
