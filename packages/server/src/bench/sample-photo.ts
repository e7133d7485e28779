import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { shippedGraph } from '../host/places.js';

/** Writes the shipped photograph as a JPEG of about `megapixels`, 4:3, for a benchmark to edit. */
export async function writeSamplePhoto(folder: string, megapixels: number): Promise<string> {
  const width = Math.round(Math.sqrt((megapixels * 1e6 * 4) / 3));
  const height = Math.round((width * 3) / 4);
  const file = join(folder, `photo-${megapixels}mp.jpg`);
  const source = join(dirname(shippedGraph('affective-edit')), 'photos', 'coffee.jpg');
  await sharp(source).resize(width, height, { fit: 'cover' }).jpeg({ quality: 92 }).toFile(file);
  return file;
}
