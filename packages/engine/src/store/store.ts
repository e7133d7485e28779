import { basename, resolve } from 'node:path';
import { digest as digestOf, remember } from '../key/digest.js';
import { messageOf } from '../node/failure.js';
import type { Value } from '../value/value.js';
import { layOut, lookAt, refuseForeign, refuseUnwritable, remove, sweep } from './folder.js';
import { createKeeper, type Offers, renew } from './keeper.js';
import { isHash, type KeyEntry, readEntry } from './key-file.js';
import { defaultLimit } from './limit.js';
import { LostValue } from './lost.js';
import { onDisk, rankAt } from './rank.js';
import { readSealed } from './sealed-file.js';
import { bytesOf, survey } from './survey.js';
import { isSystemError, isWrongFile, troubleText } from './trouble.js';
import { decodeValue, VALUE_FORM } from './value-file.js';

/** A value that is kept: SHA-256 of its content, and the bytes that it keeps alive once read. */
export type StoredOutput = { readonly digest: string; readonly bytes: number };

/** What is kept of a node's run: its outputs, and the milliseconds that they save, those of what is above included. */
export type Stored = { readonly outputs: Readonly<Record<string, StoredOutput>>; readonly milliseconds: number };

type StoreStats = {
  readonly folder: string;
  /** Keys under which something is found. One result may have several. */
  readonly entries: number;
  readonly values: number;
  /** Bytes that both take of the disk, and that they may take. */
  readonly bytes: number;
  readonly limit: number;
  /** Why nothing more can be kept, in a sentence for people. */
  readonly trouble?: string;
};

/** Results on disk, by key. Processes share a folder: each may write, read and evict at any time. */
export type Store = {
  /** What is filed under a key, its values' files being there. */
  find(key: string): Stored | undefined;
  /** A value. Throws `LostValue` when its file is missing or not as it was written; the next `find` then misses. */
  read(digest: string): Promise<Value>;
  /**
   * Files values under keys, in the background; never throws. `milliseconds` is what computing them again would cost. A
   * value is asked for when it is written; `done` is called once none will be asked for any more.
   */
  keep(keys: readonly string[], outputs: Offers, milliseconds: number, done: () => void): void;
  /** Waits for what is being written. */
  settle(): Promise<void>;
  /** Throws `MoodwireError` when the folder is not one, as do `clear` and `verify`. */
  stats(): Promise<StoreStats>;
  /** Removes everything. */
  clear(): Promise<void>;
  /** Reads every value, hashes it, and drops what is wrong, with the keys that lead to it. */
  verify(): Promise<{ readonly checked: number; readonly dropped: number }>;
  /** Waits for what is being written; nothing is kept after it. */
  close(): Promise<void>;
};

export type StoreOptions = {
  /** Made when something is first kept. */
  readonly folder: string;
  /** Bytes on the disk. By default 10 GB or a tenth of what is free, whichever is less. */
  readonly limitBytes?: number;
  /** Told once, in a sentence for people, why results cannot be kept. */
  onTrouble?(message: string): void;
};

/** Opens the results that are kept in a folder. Never throws. */
export function openStore(options: StoreOptions): Store {
  const place = resolve(options.folder);
  const folder = layOut(place);
  const limit = options.limitBytes ?? defaultLimit(place);
  /** Values whose files are there and cannot be read. */
  const lost = new Set<string>();
  let isOpen = true;
  let isTold = false;

  function tell(message: string): void {
    if (!isTold) options.onTrouble?.(message);
    isTold = true;
  }

  try {
    refuseForeign(folder);
    sweep(folder);
  } catch (error) {
    isOpen = false;
    tell(messageOf(error));
  }
  const keeper = createKeeper({ folder, limit, lost, onTrouble: (error) => tell(troubleText(place, error)) });

  /** The entry of a key whose values' files are all there. What is not as it was written is dropped. */
  function entryOf(key: string): KeyEntry | undefined {
    const path = folder.keyFile(key);
    if (!lookAt(path)) return undefined;
    let entry: KeyEntry;
    try {
      entry = readEntry(path, key);
    } catch (error) {
      if (isWrongFile(error)) remove(path);
      return undefined;
    }
    for (const { digest, size } of Object.values(entry.outputs)) {
      const file = folder.valueFile(digest);
      const stat = lookAt(file);
      if (lost.has(digest)) return undefined;
      if (stat?.isFile() && stat.size === size) continue;
      if (stat) remove(file);
      remove(path);
      return undefined;
    }
    return entry;
  }

  function find(key: string): Stored | undefined {
    const entry = isOpen && isHash(key) ? entryOf(key) : undefined;
    if (!entry) return undefined;
    const outputs = Object.values(entry.outputs);
    const bytes = outputs.reduce((sum, { size }) => sum + onDisk(size), 0);
    const rank = rankAt(Date.now(), entry.milliseconds, bytes);
    for (const path of [folder.keyFile(key), ...outputs.map(({ digest }) => folder.valueFile(digest))]) {
      renew(path, lookAt(path)?.mtimeMs ?? rank, rank);
    }
    return entry;
  }

  /** The value of a file, which is dropped when it is not that. */
  async function readValue(digest: string): Promise<Value> {
    if (!isOpen || !isHash(digest)) throw new LostValue(String(digest), 'not a digest of this store');
    const path = folder.valueFile(digest);
    try {
      return decodeValue(await readSealed(path, VALUE_FORM), digest);
    } catch (error) {
      if (isWrongFile(error)) remove(path);
      if (lookAt(path)) lost.add(digest);
      throw new LostValue(digest, error);
    }
  }

  function troubleNow(): string | undefined {
    try {
      refuseUnwritable(folder);
      return undefined;
    } catch (error) {
      return isSystemError(error) ? troubleText(place, error) : messageOf(error);
    }
  }

  async function verify(): Promise<{ checked: number; dropped: number }> {
    refuseForeign(folder);
    await keeper.settle();
    const { keys, values } = await survey(folder);
    let dropped = 0;
    for (const { path } of values) {
      const digest = basename(path, '.safetensors');
      try {
        if (digestOf(await readValue(digest)) === digest) continue;
        remove(path);
      } catch (error) {
        if (!(error instanceof LostValue)) throw error;
      }
      dropped++;
    }
    for (const { path } of keys) entryOf(basename(path, '.json'));
    return { checked: values.length, dropped };
  }

  return {
    find,
    async read(digest) {
      const value = await readValue(digest);
      remember(value, digest);
      return value;
    },
    keep(keys, outputs, milliseconds, done) {
      const isSound = keys.every(isHash) && Object.values(outputs).every(({ digest }) => isHash(digest));
      if (isOpen && isSound) keeper.keep(keys, outputs, milliseconds, done);
      else done();
    },
    settle: keeper.settle,
    async stats() {
      refuseForeign(folder);
      const { keys, values } = await survey(folder);
      const bytes = bytesOf(keys) + bytesOf(values);
      const trouble = troubleNow();
      return { folder: place, entries: keys.length, values: values.length, bytes, limit, ...(trouble && { trouble }) };
    },
    async clear() {
      refuseForeign(folder);
      await keeper.settle();
      const { keys, values } = await survey(folder);
      for (const { path } of [...keys, ...values]) remove(path);
      sweep(folder);
    },
    verify,
    async close() {
      isOpen = false;
      await keeper.settle();
    },
  };
}
