import {
  constants,
  copyFile,
  link,
  lstat,
  mkdir,
  readlink,
  rename,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { MoodwireError } from '@moodwire/engine';
import { readManifestIn } from '@moodwire/nodes';
import { MANIFEST, type ModelFile } from './file-list.js';
import type { KnownFiles } from './known-files.js';
import { disown, isAbandoned, namesIn, ownName, remove, type StoreFolder } from './store-folder.js';

/** How long a version that was replaced stays for those who read it. */
const READERS_MS = 10 * 60 * 1000;
/** How long what came of a model waits for the rest of it; less where there is no room. */
const REST_MS = 24 * 3600 * 1000;
const SHORT_REST_MS = 3600 * 1000;

/** Puts a model together out of files that `find` finds, and in place of the one of its name in a single step. */
export async function placeModel(
  at: StoreFolder,
  name: string,
  files: readonly ModelFile[],
  find: Find,
): Promise<void> {
  await refuseForeign(at, name);
  const owner = ownName();
  const staging = join(at.staging, owner);
  try {
    await mkdir(staging);
    for (const file of files) {
      const to = join(staging, file.path);
      await mkdir(dirname(to), { recursive: true });
      if (file.bytes === 0) await writeFile(to, '');
      else await place(name, file, find, to);
    }
    const { hash } = await checkManifest(staging, name, files);
    const version = join(at.models, `${hash.slice(0, 16)}.${owner}`);
    await rename(staging, version);
    await pointTo(at, name, version);
  } finally {
    await remove(staging);
    disown(owner);
  }
}

/** Whether this very model is in place already, and sound. */
export async function isPlaced(
  at: StoreFolder,
  name: string,
  files: readonly ModelFile[],
  known: KnownFiles,
): Promise<boolean> {
  for (const { path, sha256, bytes } of files) {
    if (!(await known.is(join(at.root, name, path), sha256, bytes))) return false;
  }
  return true;
}

async function refuseForeign(at: StoreFolder, name: string): Promise<void> {
  for (const other of await namesIn(at.root)) {
    if (other !== name && other.toLowerCase() === name.toLowerCase()) {
      throw new MoodwireError(`model "${name}" differs from "${other}", which is there, only in case: rename it`);
    }
  }
  const path = join(at.root, name);
  const found = await lstat(path).catch(() => undefined);
  const isReceived = found?.isSymbolicLink() && (await readlink(path)).startsWith(relative(at.root, at.models));
  if (found && !isReceived) {
    throw new MoodwireError(`${path} was not received and is not replaced: move it away, or rename the model`);
  }
}

type Find = (file: ModelFile) => Promise<string | undefined>;

async function place(name: string, file: ModelFile, find: Find, to: string): Promise<void> {
  // Another process may put the same model in place, and then the file is found in that.
  for (let tries = 0; tries < 3; tries++) {
    const from = await find(file);
    if (from === undefined) break;
    // Another disk, or a system without such links.
    const isThere = await link(from, to)
      .catch(() => copyFile(from, to, constants.COPYFILE_EXCL))
      .then(() => true, unlessGone);
    if (isThere) return;
  }
  throw new MoodwireError(`model "${name}": ${file.path} has not come: push the model again`);
}

function unlessGone(error: NodeJS.ErrnoException): false {
  if (error.code !== 'ENOENT') throw error;
  return false;
}

/** What is put in place must be a model, and its manifest must speak of the very files that came with it. */
async function checkManifest(folder: string, name: string, files: readonly ModelFile[]) {
  const read = await readManifestIn(folder, name);
  const refuse = (what: string): never => {
    throw new MoodwireError(`model "${name}" can't be received: ${what}; install it again where it comes from`);
  };
  const came = new Map(files.map((file) => [file.path, file]));
  for (const [path, { sha256, bytes }] of Object.entries(read.manifest.files)) {
    const file = came.get(path);
    if (!file) refuse(`its ${MANIFEST} lists ${path}, which does not come with it`);
    else if (file.sha256 !== sha256 || file.bytes !== bytes)
      refuse(`${path} is not the file that its ${MANIFEST} lists`);
  }
  const extra = files.find(({ path }) => path !== MANIFEST && !Object.hasOwn(read.manifest.files, path));
  if (extra) refuse(`${extra.path} comes with it, and its ${MANIFEST} does not list it`);
  return read;
}

async function pointTo(at: StoreFolder, name: string, version: string): Promise<void> {
  const path = join(at.root, name);
  const before = await readlink(path).catch(() => undefined);
  const owner = ownName();
  const made = join(at.staging, owner);
  try {
    await symlink(relative(at.root, version), made, 'dir');
    await rename(made, path);
    if (before !== undefined) await utimes(join(at.root, before), new Date(), new Date()).catch(() => {});
  } finally {
    await remove(made);
    disown(owner);
  }
}

/** Removes what nobody needs any more; where there is no room, also what somebody might still come back for. */
export async function sweep(at: StoreFolder, isTight = false): Promise<void> {
  const inPlace = new Set<string>();
  for (const name of await namesIn(at.root)) {
    const target = await readlink(join(at.root, name)).catch(() => undefined);
    if (target !== undefined) inPlace.add(basename(target));
  }
  for (const name of await namesIn(at.models)) {
    if (!inPlace.has(name)) await removeOld(join(at.models, name), READERS_MS);
  }
  for (const name of await namesIn(at.staging)) {
    if (await isAbandoned(name, join(at.staging, name))) await remove(join(at.staging, name));
  }
  for (const folder of [at.partial, at.whole]) {
    for (const name of await namesIn(folder)) {
      if (!name.includes('.')) await removeOld(join(folder, name), isTight ? SHORT_REST_MS : REST_MS);
    }
  }
}

async function removeOld(path: string, age: number): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found && Date.now() - found.mtimeMs >= age) await remove(path);
}
