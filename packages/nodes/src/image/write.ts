import { lstat, readFile, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { type Image, MoodwireError } from '@moodwire/engine';
import { type EncodeOptions, encodeImage } from './encode.js';
import { wipeGps } from './exif-gps.js';
import { formatOfName, type ImageFormat, isWorkflowFormat } from './format.js';
import { sha256 } from './photo-file.js';
import { refuseBadTarget, type WholeFileOptions, writeFileWhole } from './whole-file.js';
import { setWorkflow } from './workflow.js';

export type WriteOptions = EncodeOptions &
  WholeFileOptions & {
    /** Without it, the format that the path's suffix names. */
    readonly format?: ImageFormat;
  };

/**
 * Writes a picture's file and gives its absolute path. It appears whole or not at all. A picture that still is exactly
 * what its own file holds, written in the same format and not stripped, is that file's bytes again (`copied`), with no
 * loss by encoding twice: but for GPS, and for the graph that it carries. Throws `MoodwireError` where the file can't be written.
 */
export async function writeImage(
  image: Image,
  path: string,
  options: WriteOptions,
): Promise<{ file: string; copied: boolean }> {
  const target = resolve(path);
  const format = options.format ?? formatOfName(target);
  await refuseBadTarget(target);
  if (options.overwrite === 'replace') await refuseOwnPhoto(image, target);
  const original = options.strip ? undefined : await originalBytes(image, format, options.workflow);
  const bytes = original ?? (await encodeImage(image, format, options));
  options.signal?.throwIfAborted();
  return { file: await writeFileWhole(target, bytes, options), copied: original !== undefined };
}

async function originalBytes(
  image: Image,
  format: ImageFormat,
  workflow: string | undefined,
): Promise<Buffer | undefined> {
  const { encoded } = image;
  if (encoded?.format !== format) return undefined;
  const bytes = await readFile(encoded.file).catch(() => undefined);
  if (!bytes || sha256(bytes) !== encoded.sha256) return undefined;
  if (isWorkflowFormat(format)) return setWorkflow(bytes, format, workflow);
  return image.exif && wipeGps(image.exif.slice()) ? undefined : bytes;
}

async function refuseOwnPhoto(image: Image, target: string): Promise<void> {
  const source = image.encoded?.file;
  if (!source || resolve(source) === target) return;
  // Another spelling of the photo's own path, as on disks that ignore letter case. A link would only be replaced itself.
  const [there, photo] = await Promise.all([lstat(target), stat(source)]).catch(() => []);
  if (there && photo && there.dev === photo.dev && there.ino === photo.ino) {
    throw new MoodwireError(
      `${basename(target)} is the photo itself under another name: choose another name, or ${source} to replace it.`,
    );
  }
}
