import { createHash } from 'node:crypto';
import { copyFile, type FileHandle, lstat, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { MoodwireError } from '@moodwire/engine';
import { addToHash, hashFile } from './hash-file.js';
import { disown, isAbandoned, namesIn, ownName, remove, type StoreFolder, understandDisk } from './store-folder.js';

/** Takes a file's bytes in order. */
export type FileWriter = {
  /** Throws `MoodwireError` when there are more bytes than were offered, or when the disk is full; then it has ended. */
  write(chunk: Uint8Array): Promise<void>;
  /** All has come. Throws `MoodwireError`, and removes what came, when it has another hash than it was offered under. */
  end(): Promise<void>;
  /** No more comes for now. What came is kept, and can be resumed. */
  stop(): Promise<void>;
  /** How many bytes are still to come. */
  missing(): number;
};

const sizeOf = async (path: string): Promise<number> => {
  const found = await lstat(path).catch(() => undefined);
  return found?.isFile() ? found.size : 0;
};

/** How many bytes of a file are there. One that turns out to be all there is put with the whole ones. */
export async function resumeAt(at: StoreFolder, sha256: string, bytes: number): Promise<number | 'whole'> {
  const path = join(at.partial, sha256);
  const size = await sizeOf(path);
  // All was written, and then the process ended.
  if (size === bytes && (await hashFile(path)) === sha256) {
    await rename(path, join(at.whole, sha256)).catch(() => {}); // another has just done so
    return 'whole';
  }
  if (size >= bytes) await remove(path);
  // Who sends it may have gone, and be waited for: whoever goes on takes a copy.
  const others = await Promise.all((await othersOf(at, sha256)).map(sizeOf));
  return Math.max(0, ...[size, ...others].filter((one) => one < bytes));
}

/** The files in which others write what has this hash. */
async function othersOf(at: StoreFolder, sha256: string): Promise<string[]> {
  const names = await namesIn(at.partial);
  return names.filter((name) => name.startsWith(`${sha256}.`)).map((name) => join(at.partial, name));
}

/** Gives files back to whoever resumes them, on which a process was at work that is gone. */
export async function rescuePartials(at: StoreFolder): Promise<void> {
  for (const name of await namesIn(at.partial)) {
    const [sha256 = '', owner] = name.split('.');
    if (owner === undefined || !(await isAbandoned(owner, join(at.partial, name)))) continue;
    await giveBack(at, join(at.partial, name), sha256);
  }
}

/** The longest of several tries at the same file is the one to go on from. */
async function giveBack(at: StoreFolder, path: string, sha256: string): Promise<void> {
  const free = join(at.partial, sha256);
  if ((await sizeOf(path)) > (await sizeOf(free))) await rename(path, free).catch(() => {});
  else await remove(path);
}

/**
 * Goes on with a file from byte `from`. It is this writer's alone; who writes the same file at the same time writes to one
 * of his own, and whoever is done first is done.
 */
export async function openPartial(at: StoreFolder, sha256: string, bytes: number, from: number): Promise<FileWriter> {
  const owner = ownName();
  const path = join(at.partial, `${sha256}.${owner}`);
  const hash = createHash('sha256');
  let position = from;
  let failure: unknown;
  let opened: FileHandle | undefined;
  try {
    await claim(at, sha256, path, from);
    await addToHash(hash, path, from);
    opened = await open(path, 'r+');
    await opened.truncate(from);
  } catch (error) {
    await opened?.close().catch(() => {});
    await giveBack(at, path, sha256);
    disown(owner);
    throw error;
  }
  const handle = opened;

  async function finish(keep: boolean, why: unknown): Promise<void> {
    failure = why;
    await handle.close().catch(() => {});
    if (keep) await giveBack(at, path, sha256);
    else await remove(path);
    disown(owner);
  }
  async function refuse(keep: boolean, message: string): Promise<never> {
    const error = new MoodwireError(message);
    await finish(keep, error);
    throw error;
  }
  const called = `the file ${sha256.slice(0, 12)}…`;

  return {
    missing: () => (failure === undefined ? bytes - position : 0),
    async write(chunk) {
      if (failure !== undefined) throw failure;
      if (position + chunk.length > bytes) {
        return refuse(false, `${called} has more than the ${bytes} bytes that were offered: push the model again`);
      }
      const start = position;
      position += chunk.length;
      hash.update(chunk);
      try {
        await understandDisk(at.root, async () => {
          for (let done = 0; done < chunk.length; ) {
            done += (await handle.write(chunk, done, chunk.length - done, start + done)).bytesWritten;
          }
        });
      } catch (error) {
        await finish(false, error); // on a full disk what came is in everybody's way
        throw error;
      }
    },
    async end() {
      if (failure !== undefined) throw failure;
      if (position < bytes) {
        return refuse(true, `${called} ended after ${position} of ${bytes} bytes: push the model again`);
      }
      const found = hash.digest('hex');
      if (found !== sha256) {
        return refuse(false, `a file has the hash ${found}, expected ${sha256}: push the model again`);
      }
      try {
        await understandDisk(at.root, () => handle.datasync());
        await handle.close();
        await rename(path, join(at.whole, sha256));
      } catch (error) {
        await finish(false, error);
        throw error;
      }
      failure = new Error('this file is complete');
      disown(owner);
    },
    async stop() {
      if (failure === undefined) await finish(true, new Error('this file was stopped'));
    },
  };
}

/** Brings the first `from` bytes, or more, to `path`. */
async function claim(at: StoreFolder, sha256: string, path: string, from: number): Promise<void> {
  await understandDisk(at.root, async () => {
    // Others give theirs back meanwhile, and then it is found under its free name.
    for (let tries = 0; tries < 3; tries++) {
      await rename(join(at.partial, sha256), path).catch(() => {});
      const found = await lstat(path).catch(() => undefined);
      if (found?.isFile() && found.size >= from) return;
      if (found && !found.isFile()) await remove(path); // a link that somebody laid here
      for (const other of from > 0 ? await othersOf(at, sha256) : []) {
        if (other === path || (await sizeOf(other)) < from) continue;
        const isThere = await copyFile(other, path).then(() => true, unlessGone);
        if (isThere) return;
      }
    }
    await (await open(path, 'a', 0o600)).close();
  });
  const size = await sizeOf(path);
  if (size >= from) return;
  throw new MoodwireError(`a file is to go on from byte ${from}, and ${size} are there: offer the model again`);
}

function unlessGone(error: NodeJS.ErrnoException): false {
  if (error.code !== 'ENOENT') throw error;
  return false;
}
