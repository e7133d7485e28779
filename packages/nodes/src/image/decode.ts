import { basename, resolve } from 'node:path';
import { type Image, MoodwireError } from '@moodwire/engine';
import sharp, { type Metadata } from 'sharp';
import { uprightExif } from './exif-orientation.js';
import { MAX_PIXELS, megapixels } from './format.js';
import { readPhotoFile, sha256 } from './photo-file.js';
import { type Layout, readSamples } from './samples.js';
import { type SourceFormat, sniff } from './sniff.js';

/**
 * Reads a photo: JPEG, PNG, WebP, AVIF, TIFF, or the first frame of a GIF. It is turned upright, keeps its channels, its
 * 8 or 16 bits, its ICC profile and its EXIF block, and its numbers stay in the file's own colour space. Only what has no
 * RGB or grey samples (CMYK, Lab) is converted, to 8-bit sRGB. Throws `MoodwireError`, in one line that names the file,
 * for whatever is not a whole, readable photo of at most 268 megapixels.
 */
export async function decodeImage(path: string, signal?: AbortSignal): Promise<Image> {
  const bytes = await readPhotoFile(path, signal);
  const name = basename(path);
  const kind = sniff(bytes, name);
  if ('found' in kind) {
    throw new MoodwireError(
      `${name} holds ${kind.found}; expected a photo (JPEG, PNG, WebP, AVIF, TIFF or GIF): ${kind.advice}.`,
    );
  }
  const picture = await decodeBytes(bytes, name, kind.format);
  signal?.throwIfAborted();
  return { ...picture, encoded: { file: resolve(path), sha256: sha256(bytes), format: kind.format } };
}

async function decodeBytes(bytes: Uint8Array, name: string, format: SourceFormat): Promise<Image> {
  const header = await sharp(bytes, { limitInputPixels: false, failOn: 'none' })
    .metadata()
    .catch((cause) => Promise.reject(damaged(name, format, cause)));
  const pixels = header.width * header.height;
  if (pixels > MAX_PIXELS) {
    throw new MoodwireError(
      `${name} has ${header.width}×${header.height} pixels, ${megapixels(pixels)}; ` +
        `at most ${megapixels(MAX_PIXELS)} can be opened: make it smaller first.`,
    );
  }
  const { layout, ownColours } = planLayout(header, name);
  const pipeline = sharp(bytes, {
    limitInputPixels: MAX_PIXELS,
    // 'warning' would also refuse sound photos with odd metadata; 'error' still refuses half a file.
    failOn: 'error',
    autoOrient: true,
    ignoreIcc: ownColours,
  });
  const samples = await readSamples(pipeline, layout).catch((cause) => Promise.reject(damaged(name, format, cause)));
  const exif = header.exif && uprightExif(header.exif);
  return {
    ...samples,
    ...(ownColours && header.icc ? { icc: new Uint8Array(header.icc) } : {}),
    ...(exif ? { exif } : {}),
  };
}

/** `ownColours`: the samples are grey or RGB and are taken as they are, together with their profile. */
function planLayout(header: Metadata, name: string): { layout: Layout; ownColours: boolean } {
  const { space, depth, channels, hasAlpha: alpha } = header;
  const grey = space === 'b-w' || space === 'grey16';
  const ownColours = grey || space === 'srgb' || space === 'rgb' || space === 'rgb16';
  const tooMany = channels > (space === 'cmyk' ? 5 : 4);
  if (tooMany || space === 'multiband') {
    throw new MoodwireError(
      `${name} has ${channels} channels (${space}); expected grey, RGB or CMYK: export it as an RGB picture.`,
    );
  }
  // Lab is read as floats whatever the file holds, and is converted.
  if (depth !== 'uchar' && depth !== 'ushort' && space !== 'lab') {
    throw new MoodwireError(
      `${name} holds ${depth} samples; expected whole numbers of 8 or 16 bits: export it as 16-bit PNG or TIFF.`,
    );
  }
  return { layout: { wide: depth === 'ushort' && ownColours, grey, alpha }, ownColours };
}

function damaged(name: string, format: SourceFormat, cause: unknown): MoodwireError {
  const lines = String(cause instanceof Error ? cause.message : cause).split('\n');
  const reason = (lines.find((line) => line !== '' && !line.startsWith('source:')) ?? 'unreadable').trim();
  return new MoodwireError(
    `${name} is a damaged ${format.toUpperCase()} (${reason}); expected a whole photo: copy or download it again.`,
    { cause },
  );
}
