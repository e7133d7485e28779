import { createHash, randomUUID } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MoodwireError } from '@moodwire/engine';
import { isFileId } from './file-reference.js';
import { mediaType } from './media-type.js';
import { safeName } from './safe-name.js';

type FileOrigin = 'upload' | 'result' | 'input';

export type StoredFile = {
  /** The SHA-256 of its bytes, in hex. */
  readonly id: string;
  /** A base name, which every platform takes. */
  readonly name: string;
  /** The media type that its bytes show. */
  readonly type: string;
  readonly bytes: number;
  readonly origin: FileOrigin;
  /** When it was first stored, in milliseconds since 1970. */
  readonly created: number;
};

export type FileStore = {
  /** Stores what `source` gives. The same bytes twice are one file, which keeps its first name. Throws `FilesFullError`. */
  put(source: AsyncIterable<Uint8Array>, options: PutOptions): Promise<StoredFile>;
  /** Stores a copy of a file of this machine. Throws `FilesFullError`. */
  keep(path: string, options: { readonly name: string; readonly origin: FileOrigin }): Promise<StoredFile>;
  get(id: string): Promise<StoredFile | undefined>;
  /** Where its bytes lie. Throws `MoodwireError` for what isn't there. */
  path(id: string): Promise<string>;
  /** The newest first; from the one after `before`. */
  list(options?: { readonly limit?: number; readonly before?: string }): Promise<readonly StoredFile[]>;
  /** Is it gone now that was there? */
  remove(id: string): Promise<boolean>;
  usage(): Promise<{ readonly files: number; readonly bytes: number; readonly maxBytes: number }>;
};

type PutOptions = {
  readonly name: string;
  readonly origin: FileOrigin;
  readonly signal?: AbortSignal;
  /** Throws `MoodwireError` for more. */
  readonly maxBytes?: number;
};

/** There is no room for another file. */
export class FilesFullError extends MoodwireError {
  override readonly name = 'FilesFullError';
}

/** A file has more bytes than may be stored of one. */
export class FileTooLargeError extends MoodwireError {
  override readonly name = 'FileTooLargeError';
}

const MOST_BYTES = 20 * 2 ** 30;
/** What was left half written this long ago is of a process that died. */
const LEFTOVER_MS = 3_600_000;
const HEAD_BYTES = 4096;

/**
 * Files by the hash of their bytes, in a folder that several processes may share: `ab/cdef…` holds the bytes and
 * `ab/cdef….json` what is known of them. What is half written is never seen.
 */
export function openFileStore(options: { readonly folder: string; readonly maxBytes?: number }): FileStore {
  const { folder, maxBytes = MOST_BYTES } = options;
  const incoming = join(folder, 'incoming');
  let known: Promise<Map<string, StoredFile>> | undefined;

  const placeOf = (id: string): string => join(folder, id.slice(0, 2), id.slice(2));

  /** Other processes store too, so a look at the folders comes before each judgement of what there is. */
  async function survey(): Promise<Map<string, StoredFile>> {
    const before = (await known?.catch(() => undefined)) ?? new Map<string, StoredFile>();
    const found = new Map<string, StoredFile>();
    const folders = (await readdir(folder).catch(() => [])).filter((name) => /^[0-9a-f]{2}$/.test(name));
    for (const two of folders) {
      for (const name of await readdir(join(folder, two)).catch(() => [])) {
        const id = two + name.slice(0, -5);
        if (!name.endsWith('.json') || !isFileId(id)) continue;
        const file = before.get(id) ?? (await readFacts(id));
        if (file) found.set(id, file);
      }
    }
    return found;
  }

  function all(): Promise<Map<string, StoredFile>> {
    known = survey();
    return known;
  }

  async function readFacts(id: string): Promise<StoredFile | undefined> {
    try {
      const { name, type, bytes, origin, created } = JSON.parse(await readFile(`${placeOf(id)}.json`, 'utf8'));
      return {
        id,
        name: safeName(String(name)),
        type: String(type),
        bytes: Number(bytes),
        origin,
        created: Number(created),
      };
    } catch {
      return undefined;
    }
  }

  let used: number | undefined;

  async function makeRoom(bytes: number): Promise<void> {
    used ??= [...(await all()).values()].reduce((sum, file) => sum + file.bytes, 0);
    if (used + bytes <= maxBytes) return;
    // Others may have taken some away since.
    used = [...(await all()).values()].reduce((sum, file) => sum + file.bytes, 0);
    if (used + bytes > maxBytes) {
      const size = (n: number): string => `${(n / 1e9).toFixed(1)} GB`;
      throw new FilesFullError(
        `the file store is full: ${size(used)} of ${size(maxBytes)}. Delete files or jobs that are no longer wanted`,
      );
    }
  }

  /** Gives a finished file its place. */
  async function place(
    temporary: string,
    id: string,
    size: number,
    facts: Omit<PutOptions, 'signal'>,
  ): Promise<StoredFile> {
    const there = await get(id);
    if (there) {
      // What somebody gave does not go with the job that happened to make the same.
      if (there.origin !== 'result' || facts.origin === 'result') return there;
      return note({ ...there, origin: facts.origin });
    }
    await makeRoom(size);
    const { name, origin } = facts;
    const type = mediaType(await readHead(temporary), size);
    const file: StoredFile = { id, name: safeName(name), type, bytes: size, origin, created: Date.now() };
    const target = placeOf(id);
    await mkdir(join(folder, id.slice(0, 2)), { recursive: true });
    await rename(temporary, target);
    await note(file);
    used = (used ?? 0) + size;
    return file;
  }

  /** Writes what is known of a file. Only with this beside its bytes is it there. */
  async function note(file: StoredFile): Promise<StoredFile> {
    const temporary = join(incoming, randomUUID());
    await writeFile(temporary, JSON.stringify(file));
    await rename(temporary, `${placeOf(file.id)}.json`);
    (await known)?.set(file.id, file);
    return file;
  }

  async function withTemporary<T>(work: (path: string) => Promise<T>): Promise<T> {
    await mkdir(incoming, { recursive: true });
    const path = join(incoming, randomUUID());
    try {
      return await work(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      throw new FilesFullError('the disk of the file store is full: make room, and try again', { cause: error });
    } finally {
      await rm(path, { force: true });
    }
  }

  async function get(id: string): Promise<StoredFile | undefined> {
    if (!isFileId(id)) return undefined;
    const [file, data] = await Promise.all([readFacts(id), stat(placeOf(id)).catch(() => undefined)]);
    return file && data?.isFile() && data.size === file.bytes ? file : undefined;
  }

  void sweep(incoming);

  return {
    put(source, given) {
      return withTemporary(async (path) => {
        const { signal, maxBytes: most = Number.POSITIVE_INFINITY } = given;
        const hash = createHash('sha256');
        let size = 0;
        const file = await open(path, 'wx');
        try {
          for await (const chunk of source) {
            signal?.throwIfAborted();
            size += chunk.length;
            if (size > most)
              throw new FileTooLargeError(`"${safeName(given.name)}" is larger than ${most} bytes: send less`);
            hash.update(chunk);
            await file.writeFile(chunk);
          }
        } finally {
          await file.close();
        }
        return place(path, hash.digest('hex'), size, given);
      });
    },
    keep(source, given) {
      return withTemporary(async (path) => {
        await copyFile(source, path, constants.COPYFILE_FICLONE);
        const hash = createHash('sha256');
        let size = 0;
        for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) {
          hash.update(chunk as Buffer);
          size += (chunk as Buffer).length;
        }
        return place(path, hash.digest('hex'), size, given);
      });
    },
    get,
    async path(id) {
      if (await get(id)) return placeOf(id);
      throw new MoodwireError(`there is no file ${id.slice(0, 12)}… in the file store: give it again`);
    },
    async list({ limit = 100, before } = {}) {
      const files = [...(await all()).values()].sort((a, b) => b.created - a.created || (a.id < b.id ? -1 : 1));
      const start = before === undefined ? 0 : files.findIndex(({ id }) => id === before) + 1;
      return files.slice(start, start + limit);
    },
    async remove(id) {
      const file = await get(id);
      if (!file) return false;
      await rm(`${placeOf(id)}.json`, { force: true });
      await rm(placeOf(id), { force: true });
      if (used !== undefined) used -= file.bytes;
      return true;
    },
    async usage() {
      const files = [...(await all()).values()];
      return { files: files.length, bytes: files.reduce((sum, file) => sum + file.bytes, 0), maxBytes };
    },
  };
}

async function readHead(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Takes away what processes that died left half written. */
async function sweep(incoming: string): Promise<void> {
  for (const name of await readdir(incoming).catch(() => [])) {
    const path = join(incoming, name);
    const { mtimeMs = Date.now() } = (await stat(path).catch(() => undefined)) ?? {};
    if (Date.now() - mtimeMs > LEFTOVER_MS) await rm(path, { force: true }).catch(() => {});
  }
}
