import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { type Folder, lookAt, namesIn, remove, sweep } from './folder.js';
import { onDisk } from './rank.js';

/** A file of the store: the bytes that it takes of the disk, and the moment that ranks it. */
type Filed = { readonly path: string; readonly bytes: number; readonly rank: number };

/** Files looked at before others have their turn. */
const STRIDE = 64;
const HOUR = 3600 * 1000;

/** All files of a store. */
export async function survey({ keys, values }: Folder): Promise<{ keys: Filed[]; values: Filed[] }> {
  return { keys: await filesOf(keys), values: await filesOf(values) };
}

async function filesOf({ path, pattern }: Folder['keys']): Promise<Filed[]> {
  const files: Filed[] = [];
  for (const [i, name] of namesIn(path).entries()) {
    if (i % STRIDE === STRIDE - 1) await breathe();
    if (!pattern.test(name)) continue;
    const stat = lookAt(join(path, name));
    if (!stat) continue;
    // What a wrong clock put into the future would stay for ever.
    const rank = stat.mtimeMs > Date.now() + HOUR ? 0 : stat.mtimeMs;
    files.push({ path: join(path, name), bytes: onDisk(stat.size), rank });
  }
  return files;
}

export const bytesOf = (files: readonly Filed[]): number => files.reduce((sum, { bytes }) => sum + bytes, 0);

/**
 * Removes what is worth least until `bytes` more fit. Nothing while the store is below fifteen sixteenths of its limit;
 * then down to seven eighths, so that this pass over all files is rare.
 */
export async function makeRoom(folder: Folder, limit: number, bytes: number): Promise<void> {
  sweep(folder);
  const { keys, values } = await survey(folder);
  const files = [...keys, ...values];
  let total = bytesOf(files);
  if (total + bytes <= (limit * 15) / 16) return;
  files.sort((a, b) => a.rank - b.rank);
  for (const [i, file] of files.entries()) {
    if (total + bytes <= roomiest(limit)) break;
    if (i % STRIDE === STRIDE - 1) await breathe();
    if (remove(file.path)) total -= file.bytes;
  }
}

/** What a store holds once room was made in it, and so the most that one entry may take. */
export const roomiest = (limit: number): number => (limit * 7) / 8;
