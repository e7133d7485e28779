import { randomBytes } from 'node:crypto';
import { lstat, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MoodwireError } from '@moodwire/engine';

/**
 * Where what lies in a folder of received models. A model is a link to the version of it that is in place, so that it is
 * replaced in one step and who has begun to read the old one can go on.
 */
export function layOut(root: string) {
  const own = join(root, '.received');
  return {
    root,
    own,
    /** Files that are not complete, by their hash; with the process behind a dot while one writes to it. */
    partial: join(own, 'partial'),
    /** Files that are complete and belong to no model yet, by their hash. */
    whole: join(own, 'whole'),
    /** Models that are being put together. */
    staging: join(own, 'staging'),
    /** Versions of models that are whole. */
    models: join(own, 'models'),
  };
}
export type StoreFolder = ReturnType<typeof layOut>;

/** Makes what is missing. Throws `MoodwireError` where a part of it is a link or a file, which leads who knows where. */
export async function makeFolder(at: StoreFolder): Promise<void> {
  await understandDisk(at.root, () => mkdir(at.root, { recursive: true }));
  for (const path of [at.own, at.partial, at.whole, at.staging, at.models]) {
    await understandDisk(at.root, () => mkdir(path, { mode: 0o700 }).catch(unlessThere));
    if (!(await lstat(path)).isDirectory()) throw new MoodwireError(`${path} is no folder of its own: remove it`);
  }
}

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

const SAID: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of its owner is used up',
  EFBIG: 'files may not grow that large there',
  EACCES: 'it may not be written to',
  EPERM: 'it may not be written to',
  EROFS: 'it may only be read',
};

/** Does `work`; what the system refuses becomes a sentence for people. */
export async function understandDisk<T>(root: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (!Object.hasOwn(SAID, code)) throw error;
    throw new MoodwireError(
      `models can't be received in ${root}: ${SAID[code]} (${code}); make room there, then push again`,
      { cause: error },
    );
  }
}

const mine = new Set<string>();

/** A name that says which process it belongs to, until `disown`. */
export function ownName(): string {
  const name = `${process.pid}-${randomBytes(8).toString('hex')}`;
  mine.add(name);
  return name;
}
export const disown = (name: string): void => void mine.delete(name);

const DAY = 24 * 3600 * 1000;

/** Whether the process is gone that something belongs to, by the name that `ownName` gave. */
export async function isAbandoned(name: string, path: string): Promise<boolean> {
  const pid = Number(name.split('-', 1)[0]);
  if (pid === process.pid) return !mine.has(name); // of a process before, in a container
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return true;
  }
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > DAY;
}

/** The names in a folder; none where there is none. */
export const namesIn = (path: string): Promise<string[]> => readdir(path).catch(() => []);

/** Removes whatever is there, as far as that can be done. */
export const remove = (path: string): Promise<void> => rm(path, { recursive: true, force: true }).catch(() => {});

/** The bytes that a folder takes; a file with several names counts once. */
export async function usedBytes(folder: string): Promise<number> {
  const seen = new Set<string>();
  let sum = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])) {
    if (!entry.isFile()) continue;
    const found = await lstat(join(entry.parentPath, entry.name)).catch(() => undefined);
    if (!found || seen.has(`${found.dev}:${found.ino}`)) continue;
    seen.add(`${found.dev}:${found.ino}`);
    sum += found.size;
  }
  return sum;
}
