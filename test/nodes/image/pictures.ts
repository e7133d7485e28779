import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CPU, type Host, type Image } from '@moodwire/engine';
import sharp from 'sharp';
import { afterAll } from 'vitest';

export const COFFEE = join(import.meta.dirname, '../../../examples/photos/coffee.png');
export const ROCKET = join(import.meta.dirname, '../../../examples/photos/rocket.jpg');

/** Where the test runs: latitude 51° 30' 32.3" north, by a camera named Testcam. */
export const GPS_EXIF = {
  IFD0: { Model: 'Testcam' },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 323/10' },
};

/** A folder that goes when the tests of this file are done. */
export function scratch(): (name: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'moodwire-image-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return (name) => join(folder, name);
}

/** Samples with much variety, the same on every run. */
export function samples(length: number, depth: 8 | 16): Uint8Array | Uint16Array {
  const array = depth === 8 ? new Uint8Array(length) : new Uint16Array(length);
  for (let i = 0, state = 7; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    array[i] = state >>> (depth === 8 ? 24 : 16);
  }
  return array;
}

export function picture(width: number, height: number, channels: Image['channels'], depth: 8 | 16 = 8): Image {
  return { width, height, channels, data: samples(width * height * channels, depth) };
}

/** A Display P3 profile, as sharp writes it. */
export async function p3Profile(): Promise<Uint8Array> {
  const tagged = await sharp(COFFEE).resize(8).withIccProfile('p3').png().toBuffer();
  return new Uint8Array((await sharp(tagged).metadata()).icc!);
}

/** A TIFF-structured EXIF block with GPS and a given orientation. */
export async function gpsExif(orientation = 1): Promise<Uint8Array> {
  const tagged = await sharp(COFFEE).resize(8).withExif(GPS_EXIF).withMetadata({ orientation, exif: GPS_EXIF }).jpeg();
  return new Uint8Array((await sharp(await tagged.toBuffer()).metadata()).exif!.subarray(6));
}

/** The same without GPS. */
export async function cameraExif(): Promise<Uint8Array> {
  const tagged = await sharp(COFFEE).resize(8).withExif({ IFD0: GPS_EXIF.IFD0 }).jpeg().toBuffer();
  return new Uint8Array((await sharp(tagged).metadata()).exif!.subarray(6));
}

/** The largest difference between two arrays of one length. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`lengths ${a.length} and ${b.length}`);
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}

/** The mean colour of a picture's first three channels. */
export function meanColour(image: Pick<Image, 'data' | 'channels'>): number[] {
  const sums = [0, 0, 0];
  for (let i = 0; i < image.data.length; i += image.channels) {
    for (let c = 0; c < 3; c++) sums[c]! += image.data[i + c]!;
  }
  return sums.map((sum) => sum / (image.data.length / image.channels));
}

export const host: Host = {
  inputFile: async (name) => name,
  outputFile: async (name) => name,
  modelFolder: async (name) => name,
  device: CPU,
  resources: { get: (_key, open) => open() },
};

/** A run context for a node that is run on its own; `previews` collects what it shows. */
export function context<I, P>(inputs: I, params: P) {
  const previews: unknown[] = [];
  const signal = new AbortController().signal;
  return { inputs, params, signal, host, progress() {}, preview: (value: unknown) => previews.push(value), previews };
}

export const bytesOf = async (path: string): Promise<Uint8Array> => new Uint8Array(await readFile(path));

/** For comparing much: an assertion on whole arrays of a photo takes seconds. */
export function hashOf(samples: Uint8Array | Uint16Array): string {
  return createHash('sha256').update(samples).digest('hex');
}
