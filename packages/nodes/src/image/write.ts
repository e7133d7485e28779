import { randomBytes } from 'node:crypto';
import { link, lstat, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, parse, resolve } from 'node:path';
import { type Image, MoodwireError } from '@moodwire/engine';
import { type EncodeOptions, encodeImage } from './encode.js';
import { formatOfName, type ImageFormat } from './format.js';
import { sha256 } from './photo-file.js';

export type WriteOptions = EncodeOptions & {
  /** Without it, the format that the path's suffix names. */
  readonly format?: ImageFormat;
  /** What to do where the name is taken: take the next free `name-2`, `name-3` …, or replace what is there. */
  readonly overwrite: 'number' | 'replace';
};

/**
 * Writes a picture's file and gives its absolute path. It appears whole or not at all. A picture that still is exactly
 * what its own file holds, written in the same format and not stripped, is that file's bytes again (`copied`), with no
 * loss by encoding twice. Throws `MoodwireError` where the file can't be written.
 */
export async function writeImage(
  image: Image,
  path: string,
  options: WriteOptions,
): Promise<{ file: string; copied: boolean }> {
  const target = resolve(path);
  const format = options.format ?? formatOfName(target);
  await refuseBadTarget(image, target, options.overwrite);
  const original = options.strip ? undefined : await originalBytes(image, format);
  const bytes = original ?? (await encodeImage(image, format, options));
  // In the same folder, so that the last step is a rename and not a copy.
  const temporary = join(dirname(target), `.moodwire-${randomBytes(8).toString('hex')}.tmp`);
  try {
    await writeFile(temporary, bytes, { flag: 'wx' });
    if (options.overwrite === 'number') return { file: await placeNumbered(temporary, target), copied: !!original };
    await rename(temporary, target);
    return { file: target, copied: !!original };
  } catch (error) {
    throw writeFailure(target, error);
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

async function originalBytes(image: Image, format: ImageFormat): Promise<Buffer | undefined> {
  const { encoded } = image;
  if (encoded?.format !== format) return undefined;
  const bytes = await readFile(encoded.file).catch(() => undefined);
  return bytes && sha256(bytes) === encoded.sha256 ? bytes : undefined;
}

async function refuseBadTarget(image: Image, target: string, overwrite: 'number' | 'replace'): Promise<void> {
  const name = basename(target);
  const found = await stat(target).catch(() => undefined);
  if (found?.isDirectory()) {
    throw new MoodwireError(`${name} is a folder; expected the name of a file: add one, such as ${name}/picture.png.`);
  }
  if (found && !found.isFile()) {
    throw new MoodwireError(`${name} is a device or a pipe; expected the name of a file: choose another one.`);
  }
  const source = image.encoded?.file;
  if (overwrite !== 'replace' || !source || resolve(source) === target) return;
  // Another spelling of the photo's own path, as on disks that ignore letter case. A link would only be replaced itself.
  const [there, photo] = await Promise.all([lstat(target), stat(source)]).catch(() => []);
  if (there && photo && there.dev === photo.dev && there.ino === photo.ino) {
    throw new MoodwireError(
      `${name} is the photo itself under another name: choose another name, or ${source} to replace it.`,
    );
  }
}

/** Moves the temporary file to the first free of `name`, `name-2`, `name-3` …, without a moment's gap for another writer. */
async function placeNumbered(temporary: string, target: string): Promise<string> {
  const { dir, name, ext } = parse(target);
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? target : join(dir, `${name}-${number}${ext}`);
    try {
      await claim(temporary, candidate);
      return candidate;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }
}

async function claim(temporary: string, candidate: string): Promise<void> {
  try {
    await link(temporary, candidate);
  } catch (error) {
    // Some file systems have no hard links: there an empty file holds the name for the instant until the rename.
    if (!['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK'].includes(codeOf(error))) throw error;
    await (await open(candidate, 'wx')).close();
    await rename(temporary, candidate);
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}

function writeFailure(target: string, cause: unknown): MoodwireError {
  const [name, folder] = [basename(target), dirname(target)];
  const say = (reason: string) => new MoodwireError(`${name} can't be written: ${reason}`, { cause });
  switch (codeOf(cause)) {
    case 'ENOENT':
      return say(`the folder ${folder} does not exist; make it, or choose another.`);
    case 'ENOTDIR':
      return say(`${folder} is not a folder; choose one that is.`);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return say(`you may not write in ${folder}; choose another folder or change its permissions.`);
    case 'ENOSPC':
    case 'EDQUOT':
      return say(`the disk of ${folder} is full; make room, or choose another.`);
    case 'ENAMETOOLONG':
      return say('the name is too long; choose a shorter one.');
    case 'EISDIR':
      return say('it is a folder; add the name of a file.');
    default:
      return say(`${codeOf(cause) || String(cause)} in ${folder}; choose another folder.`);
  }
}
