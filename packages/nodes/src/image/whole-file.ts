import { randomBytes } from 'node:crypto';
import { link, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, parse, resolve } from 'node:path';
import { MoodwireError } from '@moodwire/engine';

export type WholeFileOptions = {
  /** What to do where the name is taken: take the next free `name-2`, `name-3` …, or replace what is there. */
  readonly overwrite: 'number' | 'replace';
  /** Aborted before the file is in its place, nothing is left of it. */
  readonly signal?: AbortSignal | undefined;
};

/**
 * Writes a file that appears whole or not at all, and gives its absolute path. Throws `MoodwireError` where it can't be
 * written, or the signal's reason.
 */
export async function writeFileWhole(
  path: string,
  content: Uint8Array | string,
  { overwrite, signal }: WholeFileOptions,
): Promise<string> {
  const target = resolve(path);
  await refuseBadTarget(target);
  // In the same folder, so that the last step is a rename and not a copy.
  const temporary = join(dirname(target), `.moodwire-${randomBytes(8).toString('hex')}.tmp`);
  try {
    await writeFile(temporary, content, { flag: 'wx', ...(signal ? { signal } : {}) });
    signal?.throwIfAborted();
    if (overwrite === 'number') return await placeNumbered(temporary, target);
    await rename(temporary, target);
    return target;
  } catch (error) {
    signal?.throwIfAborted();
    throw writeFailure(target, error);
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

/** Throws `MoodwireError` where there is something that is no file, before work is spent on what can't be written. */
export async function refuseBadTarget(target: string): Promise<void> {
  const name = basename(target);
  const found = await stat(target).catch(() => undefined);
  if (found?.isDirectory()) {
    throw new MoodwireError(`${name} is a folder; expected the name of a file: add one, such as ${name}/picture.png.`);
  }
  if (found && !found.isFile()) {
    throw new MoodwireError(`${name} is a device or a pipe; expected the name of a file: choose another one.`);
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
