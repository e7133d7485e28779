import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const CLONE = dirname(dirname(PACKAGE));

/** In a clone the root's folders are the ones: those that packing lays beside the code may be half copied, or left over. */
const HOME = isClone() ? CLONE : PACKAGE;

function isClone(): boolean {
  try {
    return JSON.parse(readFileSync(join(CLONE, 'package.json'), 'utf8')).name === 'moodwire-workspace';
  } catch {
    return false;
  }
}

/** A file of the clone that the app runs from; nothing when it is installed. */
export const cloneFile = (path: string): string | undefined => (HOME === CLONE ? join(CLONE, path) : undefined);

/** A folder that ships with the app: beside the package's code once installed, at the root of a clone before. */
const shipped = (name: string): string => join(HOME, name);

/** A graph that ships with the app, by its short name. */
export const shippedGraph = (name: string): string => join(shipped('graphs'), `${name}.json`);

/** The folder of the graphs that ship with the app, and of the photographs that they name. */
export const shippedGraphFolder = (): string => shipped('graphs');

/** Where the photographs lie that graphs name which ship: those of the examples after the others. */
const photoFolders = (): string[] => [shippedGraphFolder(), join(shippedGraphFolder(), 'examples')];

const PHOTO = /^photos\/[\w-]+\.(jpe?g|png|webp|avif)$/;

/** The file of a photograph that ships, by the name that graphs have for it; nothing for any other name. */
export function shippedPhoto(name: string): string | undefined {
  if (!PHOTO.test(name)) return undefined;
  return photoFolders()
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

/** The names of the photographs that ship, as graphs have them. */
export function shippedPhotos(): string[] {
  const names = photoFolders().flatMap((folder) => readdirSync(join(folder, 'photos')).map((name) => `photos/${name}`));
  return [...new Set(names)].filter((name) => PHOTO.test(name)).sort();
}

/** A small picture of what a graph that ships makes, where there is one. `name` must be a graph's that ships. */
export function shippedThumbnail(name: string): string | undefined {
  const file = join(shippedGraphFolder(), 'thumbnails', `${name}.webp`);
  return existsSync(file) ? file : undefined;
}

/** The built editor: beside the package's code once installed, in its own package in a clone. */
export const editorFolder = (): string => (HOME === CLONE ? join(CLONE, 'packages/editor/dist') : shipped('editor'));

/** The short names of the graphs that ship with the app, or of those in a folder among them. */
export const shippedGraphNames = (folder = ''): string[] =>
  readdirSync(join(shipped('graphs'), folder))
    .filter((name) => name.endsWith('.json'))
    .map((name) => basename(name, '.json'))
    .sort();

/** Where Moodwire keeps a user's own things: `$MOODWIRE_DATA_DIR`, or the platform's place for them. */
export function dataFolder(): string {
  const { MOODWIRE_DATA_DIR, XDG_DATA_HOME, LOCALAPPDATA } = process.env;
  if (MOODWIRE_DATA_DIR) return MOODWIRE_DATA_DIR;
  if (process.platform === 'win32' && LOCALAPPDATA) return join(LOCALAPPDATA, 'moodwire');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'moodwire');
  return join(XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'moodwire');
}

/** Where results are kept that can be computed again: `$MOODWIRE_CACHE_DIR`, or the platform's place for such things. */
export function cacheFolder(): string {
  const { MOODWIRE_CACHE_DIR, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (MOODWIRE_CACHE_DIR) return MOODWIRE_CACHE_DIR;
  if (process.platform === 'win32' && LOCALAPPDATA) return join(LOCALAPPDATA, 'moodwire', 'cache');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'moodwire');
  return join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'moodwire');
}

/** The files that the server and the command line share: photos, and what was made of them. */
export const filesFolder = (): string => join(dataFolder(), 'files');

/** Folders that hold models: the user's own before the shipped ones. */
export const modelRoots = (): string[] => [join(dataFolder(), 'models'), shipped('models')];

/** Models that clients pushed to a backend on this machine. It alone uses them, before those of `modelRoots`. */
export const receivedModelsFolder = (): string => join(dataFolder(), 'received-models');
