import { open } from 'node:fs/promises';
import { MAX_PIXELS } from '@moodwire/nodes';
import sharp from 'sharp';
import { mediaType } from '../files/media-type.js';
import { HEAD_BYTES, isDrawing } from './drawing.js';
import { HttpError } from './http-error.js';

/**
 * Refuses a drawing that may run scripts, and a picture whose header says that it is too large to be decoded; nothing is
 * decoded to find out. Throws `HttpError`.
 */
export async function checkUpload(path: string): Promise<void> {
  const { head, size } = await beginningOf(path);
  if (isDrawing(head)) {
    throw new HttpError(
      415,
      'no-photo',
      'found an SVG, a drawing that may run scripts, expected a photo: export it as PNG',
    );
  }
  if (!/^image\/(?!svg)/.test(mediaType(head.subarray(0, 4096), size))) return;
  const header = await sharp(path, { limitInputPixels: false, failOn: 'none' })
    .metadata()
    .catch(() => undefined);
  const pixels = (header?.width ?? 0) * (header?.height ?? 0);
  if (pixels > MAX_PIXELS) {
    throw new HttpError(
      413,
      'too-many-pixels',
      `found ${header!.width}×${header!.height} pixels, expected at most ${MAX_PIXELS}: make it smaller`,
    );
  }
}

async function beginningOf(path: string): Promise<{ readonly head: Buffer; readonly size: number }> {
  await using file = await open(path);
  const { size } = await file.stat();
  const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
  return { head: buffer.subarray(0, bytesRead), size };
}
