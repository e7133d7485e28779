import { utimesSync } from 'node:fs';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Value } from '../value/value.js';
import { type Folder, lookAt, makeFolder, remove } from './folder.js';
import { encodeEntry, type KeyedOutput } from './key-file.js';
import { onDisk, rankAt } from './rank.js';
import { makeRoom, roomiest } from './survey.js';
import { isSystemError } from './trouble.js';
import { encodeValue, type ValueFile } from './value-file.js';
import { writeSmallFile, writeValueFile } from './write-file.js';

/** A value to be kept. `value` is called once it is its turn to be written, and only if it is not there yet. */
export type Offer = { readonly digest: string; readonly bytes: number; value(): Value | Promise<Value> };
export type Offers = Readonly<Record<string, Offer>>;

/** Bytes that may wait to be written: a disk that is slower than the work must not fill the memory. */
const MOST_WAITING = 2 ** 30;
/** After trouble nothing is tried for this long. */
const REST_MS = 60_000;
/** A rank is not renewed for less than this. */
const RENEW_MS = 10 * 60_000;

type KeeperOptions = {
  readonly folder: Folder;
  readonly limit: number;
  /** Values whose files are there and cannot be read: they are written again. */
  readonly lost: Set<string>;
  onTrouble(error: NodeJS.ErrnoException & { code: string }): void;
};

/** Writes entries in the background, one after the other. */
export function createKeeper({ folder, limit, lost, onTrouble }: KeeperOptions) {
  let queue: Promise<void> = Promise.resolve();
  let waiting = 0;
  let restsUntil = 0;
  let isMade = false;
  /** Bytes that were added since the store was last looked through. */
  let added = Number.POSITIVE_INFINITY;

  async function reserve(bytes: number): Promise<void> {
    // Others may be adding as well: who adds little at a time and looks often keeps the sum within the limit.
    if (added + bytes > limit / 32) {
      await makeRoom(folder, limit, bytes);
      added = 0;
    }
    added += bytes;
  }

  async function write(keys: readonly string[], outputs: Offers, milliseconds: number): Promise<void> {
    const size = Object.values(outputs).reduce((sum, { bytes }) => sum + onDisk(bytes), keys.length * onDisk(1));
    if (size > roomiest(limit)) return;
    if (!isMade) makeFolder(folder);
    isMade = true;
    const rank = rankAt(Date.now(), milliseconds, size);
    const written: [string, KeyedOutput][] = [];
    for (const [name, offer] of Object.entries(outputs)) {
      written.push([name, { digest: offer.digest, bytes: offer.bytes, size: await writeOne(offer, rank) }]);
    }
    await reserve(keys.length * onDisk(1));
    const entry = { milliseconds, outputs: Object.fromEntries(written) };
    for (const key of keys) await writeSmallFile(folder, folder.keyFile(key), encodeEntry(key, entry), rank);
  }

  /** The size of the value's file, which is there now. */
  async function writeOne({ digest, value }: Offer, rank: number): Promise<number> {
    const path = folder.valueFile(digest);
    const there = lookAt(path);
    if (there?.isFile() && !lost.has(digest)) {
      renew(path, there.mtimeMs, rank);
      return there.size;
    }
    if (there && !there.isFile()) remove(path);
    const file: ValueFile = encodeValue(await value(), digest);
    await reserve(onDisk(file.size));
    await writeValueFile(folder, path, file, rank);
    lost.delete(digest);
    return file.size;
  }

  async function take(keys: readonly string[], outputs: Offers, milliseconds: number): Promise<void> {
    await breathe();
    if (Date.now() < restsUntil) return;
    try {
      await write(keys, outputs, milliseconds);
    } catch (error) {
      // A value that could not be had or written down is just not kept; ENOENT: someone removes the folder meanwhile.
      isMade = false;
      if (!isSystemError(error) || error.code === 'ENOENT') return;
      restsUntil = Date.now() + REST_MS;
      onTrouble(error);
    }
  }

  return {
    /** Files values under keys when it is their turn. Calls `done` once nothing more will be read. */
    keep(keys: readonly string[], outputs: Offers, milliseconds: number, done: () => void): void {
      const bytes = Object.values(outputs).reduce((sum, output) => sum + output.bytes, 0);
      if (Date.now() < restsUntil || (waiting > 0 && waiting + bytes > MOST_WAITING)) {
        done();
        return;
      }
      waiting += bytes;
      queue = queue
        .then(() => take(keys, outputs, milliseconds))
        .then(() => {
          waiting -= bytes;
          done();
        })
        .catch(() => {}); // of `done`: the next in the queue have nothing to do with it
    },
    /** Waits for what is being written. */
    settle: (): Promise<void> => queue,
  };
}

/** Raises the rank of a file. Gives up in silence where files may only be read. */
export function renew(path: string, before: number, rank: number): void {
  if (rank < before + RENEW_MS && before <= Date.now()) return;
  try {
    utimesSync(path, rank / 1000, rank / 1000);
  } catch {}
}
