import { type Image, MoodwireError } from '@moodwire/engine';
import sharp, { type Sharp } from 'sharp';
import { wipeGps } from './exif-gps.js';
import { type ImageFormat, isWorkflowFormat } from './format.js';
import { addJpegMetadata } from './jpeg-segments.js';
import { addPngMetadata } from './png-chunks.js';
import { layoutOf, narrow, openSamples } from './samples.js';
import { addWebpMetadata } from './webp-chunks.js';
import { setWorkflow } from './workflow.js';

export type EncodeOptions = {
  /** 1..100 for JPEG (92 without it), WebP (90) and AVIF (75); the others lose nothing. */
  readonly quality?: number;
  /** Leaves out EXIF; GPS is left out in any case. The ICC profile stays: without it colours would be read wrongly. */
  readonly strip?: boolean;
  /** The text of the graph that made the picture, which PNG, JPEG and WebP then carry. */
  readonly workflow?: string;
};

type Metadata = { icc?: Uint8Array; exif?: Uint8Array };

const LONGEST_SIDE: Readonly<Partial<Record<ImageFormat, number>>> = { jpeg: 65_500, webp: 16_383, avif: 16_384 };

/**
 * The bytes of a picture's file, at the samples' own numbers: no colour is converted, whatever the profile. PNG and
 * TIFF are lossless and keep 16 bits; JPEG, WebP and AVIF get 8, rounded. JPEG has no transparency, so it is laid over
 * white. WebP and AVIF are given RGB for grey. A profile of grey is left out beside RGB samples, and the reverse. TIFF
 * keeps ICC but no EXIF. Throws `MoodwireError` for a picture that the format can't hold.
 */
export async function encodeImage(image: Image, format: ImageFormat, options: EncodeOptions = {}): Promise<Buffer> {
  const bytes = await encodeSamples(image, format, options);
  const { workflow } = options;
  return workflow !== undefined && isWorkflowFormat(format) ? setWorkflow(bytes, format, workflow) : bytes;
}

async function encodeSamples(image: Image, format: ImageFormat, options: EncodeOptions): Promise<Buffer> {
  const longest = LONGEST_SIDE[format];
  if (longest && Math.max(image.width, image.height) > longest) {
    throw new MoodwireError(
      `${image.width}×${image.height} pixels are too many for ${format.toUpperCase()}, which takes up to ${longest} a ` +
        'side: save as PNG or TIFF, or make the picture smaller.',
    );
  }
  const metadata = metadataOf(image, format, options.strip ?? false);
  switch (format) {
    case 'png':
      // Measured on 12 megapixels: filtered at level 3 takes 0.65 s; unfiltered is twice as large, level 6 half as fast.
      return encodePng(image, metadata, { compressionLevel: 3, adaptiveFiltering: true });
    case 'jpeg':
      return encodeJpeg(narrow(image), metadata, options.quality ?? 92);
    case 'webp': {
      const bytes = await openSamples(narrow(image))
        .webp({ quality: options.quality ?? 90 })
        .toBuffer();
      const { width, height } = image;
      if (!metadata.icc && !metadata.exif) return bytes;
      return addWebpMetadata(bytes, metadata, { width, height, alpha: layoutOf(image).alpha });
    }
    case 'avif': {
      const source = await withMetadata(narrow(image), metadata);
      return source.avif({ quality: options.quality ?? 75, effort: 2 }).toBuffer();
    }
    case 'tiff': {
      const source = await withMetadata(image, metadata);
      return source.tiff({ compression: 'deflate', predictor: 'horizontal' }).toBuffer();
    }
  }
}

async function encodePng(
  image: Image,
  metadata: Metadata,
  effort: { compressionLevel: number; adaptiveFiltering?: boolean },
): Promise<Buffer> {
  const bytes = await openSamples(image).png(effort).toBuffer();
  return metadata.icc || metadata.exif ? addPngMetadata(bytes, metadata) : bytes;
}

async function encodeJpeg(image: Image, metadata: Metadata, quality: number): Promise<Buffer> {
  const opaque = layoutOf(image).alpha ? openSamples(image).flatten({ background: '#fff' }) : openSamples(image);
  const bytes = await opaque.jpeg({ quality, chromaSubsampling: '4:4:4' }).toBuffer();
  return metadata.icc || metadata.exif ? addJpegMetadata(bytes, metadata) : bytes;
}

/**
 * A pipeline that knows the picture's metadata, for containers too intricate to edit here. sharp attaches a profile to
 * raw samples only by converting them to it, but passes on that of a file it read: so it reads an uncompressed PNG.
 */
async function withMetadata(image: Image, metadata: Metadata): Promise<Sharp> {
  if (!metadata.icc && !metadata.exif) return openSamples(image);
  const { wide, grey } = layoutOf(image);
  const carrier = await encodePng(image, metadata, { compressionLevel: 0 });
  let pipeline = sharp(carrier, { ignoreIcc: true, failOn: 'none', limitInputPixels: false });
  if (metadata.icc) pipeline = pipeline.keepIccProfile();
  if (metadata.exif) pipeline = pipeline.keepExif();
  return pipeline.toColourspace(wide ? (grey ? 'grey16' : 'rgb16') : grey ? 'b-w' : 'srgb');
}

function metadataOf(image: Image, format: ImageFormat, strip: boolean): Metadata {
  const { icc, exif } = image;
  const grey = layoutOf(image).grey && format !== 'webp' && format !== 'avif';
  // Decoders ignore a profile of the other kind; in a grey JPEG, where cameras write one of RGB, many do not.
  const fits = icc && (isGreyProfile(icc) === grey || (grey && format === 'jpeg'));
  return { ...(fits ? { icc } : {}), ...(exif && !strip ? { exif: withoutGps(exif) } : {}) };
}

/** Where a photo was taken never leaves with a picture that was made of it. */
function withoutGps(exif: Uint8Array): Uint8Array {
  const wiped = exif.slice();
  wipeGps(wiped);
  return wiped;
}

/** Bytes 16–19 of an ICC profile name the space of the samples it describes. */
function isGreyProfile(icc: Uint8Array): boolean {
  return Buffer.from(icc.subarray(16, 20)).toString('latin1') === 'GRAY';
}
