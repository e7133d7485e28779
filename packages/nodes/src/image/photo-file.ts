import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { closest, MoodwireError } from '@moodwire/engine';

/** Node reads at most this much at once, and no photo below the pixel limit needs more. */
const MAX_BYTES = 2 ** 31 - 1;

/**
 * All bytes of a photo's file. Throws `MoodwireError` for a file that is missing, empty, a folder, too large or closed
 * to us; an abort's own error when `signal` is aborted.
 */
export async function readPhotoFile(path: string, signal?: AbortSignal): Promise<Uint8Array> {
  signal?.throwIfAborted();
  const name = basename(path);
  try {
    const { size, ...found } = await stat(path).then((s) => ({
      size: s.size,
      folder: s.isDirectory(),
      file: s.isFile(),
    }));
    if (found.folder) throw new MoodwireError(`${name} is a folder; expected a photo: name one of the files in it.`);
    if (!found.file)
      throw new MoodwireError(`${name} is a device or a pipe; expected a photo: save it to a file first.`);
    if (size > MAX_BYTES) {
      throw new MoodwireError(
        `${name} has ${(size / 1e9).toFixed(1)} GB; a photo may have up to 2 GB: make it smaller.`,
      );
    }
    const bytes = await readFile(path, signal ? { signal } : {});
    if (bytes.length > 0) return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    throw new MoodwireError(`${name} is empty (0 bytes); expected a photo: copy or download it again.`);
  } catch (error) {
    if (error instanceof MoodwireError || signal?.aborted) throw error;
    throw await readFailure(path, error);
  }
}

/** SHA-256 in hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function readFailure(path: string, cause: unknown): Promise<MoodwireError> {
  const name = basename(path);
  const code = (cause as NodeJS.ErrnoException).code;
  const say = (sentence: string) => new MoodwireError(`${name} ${sentence}`, { cause });
  if (code === 'EACCES' || code === 'EPERM') {
    return say('may not be read: you have no permission for it; give yourself read permission or use a copy.');
  }
  if (code !== 'ENOENT' && code !== 'ENOTDIR') {
    return say(`can't be read (${code ?? String(cause)}): check the disk or use a copy.`);
  }
  const neighbours = await readdir(dirname(path)).catch(() => undefined);
  if (!neighbours) return say(`was not found: its folder ${dirname(path)} does not exist; check the path.`);
  const meant = closest(name, neighbours);
  return say(`was not found in ${dirname(path)}: ${meant ? `did you mean ${meant}?` : 'check its name and folder.'}`);
}
