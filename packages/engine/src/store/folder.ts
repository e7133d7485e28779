import { createHash } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { MoodwireError } from '../node/failure.js';

/** Raised with the layout or a format: another version's files are left alone. */
const VERSION = 'results-1';

/** Tells backup programs to leave the folder out: bford.info/cachedir. */
const TAG = 'Signature: 8a477f597d28d172789f06886806bc55\n# Results that Moodwire can compute again.\n';

const VALUE_NAME = /^[0-9a-f]{64}\.safetensors$/;
const KEY_NAME = /^[0-9a-f]{64}\.json$/;
const DAY = 24 * 3600 * 1000;

/** Where what lies in a store's folder. */
export type Folder = ReturnType<typeof layOut>;

export function layOut(folder: string) {
  const root = join(folder, VERSION);
  const [keys, values, temp] = [join(root, 'keys'), join(root, 'values'), join(root, 'unfinished')];
  return {
    place: folder,
    root,
    keys: { path: keys, pattern: KEY_NAME },
    values: { path: values, pattern: VALUE_NAME },
    temp,
    keyFile: (key: string): string => join(keys, `${key}.json`),
    valueFile: (digest: string): string => join(values, `${digest}.safetensors`),
  };
}

/** What lies at `path`, links not followed; nothing where there is nothing, or nothing that may be seen. */
export function lookAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/**
 * Throws `MoodwireError` when the folder is a file, or a part of it is a link or a file: what it leads to is not the
 * store's to touch.
 */
export function refuseForeign({ place, root, keys, values, temp }: Folder): void {
  const there = nearest(place);
  if (there && !there.stat.isDirectory()) {
    throw new MoodwireError(`${there.path} is a file, expected a folder: remove it, or set MOODWIRE_CACHE_DIR`);
  }
  for (const path of [root, keys.path, values.path, temp]) {
    const stat = lookAt(path);
    if (stat && !stat.isDirectory()) {
      const found = stat.isSymbolicLink() ? 'a link' : 'a file';
      throw new MoodwireError(`${path} is ${found}, expected a folder: remove it, or set MOODWIRE_CACHE_DIR`);
    }
  }
}

/** The folder itself, links followed, or the nearest of those above that is there. */
function nearest(place: string): { readonly path: string; readonly stat: Stats } | undefined {
  for (let path = place; ; path = dirname(path)) {
    try {
      return { path, stat: statSync(path) };
    } catch {
      if (path === dirname(path)) return undefined;
    }
  }
}

/** Throws the system's error when nothing can be written to the folder, or it can't be made. Needs what is there to be one. */
export function refuseUnwritable({ place, root, keys, values, temp }: Folder): void {
  for (const path of [nearest(place)?.path, root, keys.path, values.path, temp]) {
    if (path !== undefined && lookAt(path)) accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  }
}

/** Makes what is missing of the folder, for its owner's eyes only. */
export function makeFolder({ root, keys, values, temp }: Folder): void {
  for (const path of [root, keys.path, values.path, temp]) mkdirSync(path, { recursive: true, mode: 0o700 });
  if ((lstatSync(root).mode & 0o077) !== 0) chmodSync(root, 0o700);
  const tag = join(root, 'CACHEDIR.TAG');
  if (!lookAt(tag)) writeFileSync(tag, TAG);
}

/** Removes a file, or whatever else has its name. Says whether it is gone. */
export function remove(path: string): boolean {
  try {
    rmSync(path, { force: true, recursive: true });
    return true;
  } catch {
    return false; // a folder that may only be read
  }
}

const HERE = createHash('sha256').update(hostname()).digest('hex').slice(0, 16);
let written = 0;

/** A name for a file that this process is about to write. It says whose it is. */
export const tempFile = ({ temp }: Folder): string => join(temp, `${HERE}.${process.pid}.${written++}`);

/** Removes the files that processes left behind which ended while they wrote. */
export function sweep({ temp }: Folder): void {
  for (const name of namesIn(temp)) {
    const path = join(temp, name);
    const stat = lookAt(path);
    if (stat && isLeft(name, stat.mtimeMs)) remove(path);
  }
}

function isLeft(name: string, changed: number): boolean {
  const [host, pid] = name.split('.');
  // Nobody here can see whether a process of another machine, or of another container, lives: give it a day.
  if (host !== HERE || !/^\d+$/.test(pid ?? '')) return Date.now() - changed > DAY;
  // In a container every process may have the same number: what is older than this process is not its own.
  if (Number(pid) === process.pid) return changed < Date.now() - process.uptime() * 1000 - 2000;
  try {
    process.kill(Number(pid), 0);
    return Date.now() - changed > DAY;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** The names in a folder; none where there is no folder. */
export function namesIn(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
