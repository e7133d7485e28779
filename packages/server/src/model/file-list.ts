import { createHash } from 'node:crypto';
import { MoodwireError } from '@moodwire/engine';

/** A file of a model, as a client offers it. */
export type ModelFile = {
  /** Inside the model's folder, with `/` between folders. */
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
};

const MOST_FILES = 1000;
const LONGEST_PATH = 200;
const DEEPEST = 8;
const LONGEST_NAME = 64;
const LARGEST_MANIFEST = 2 ** 20;
const EMPTY = createHash('sha256').digest('hex');
export const MANIFEST = 'manifest.json';

/** What may stand in a folder on every system: Windows keeps some names for devices, whatever follows a dot. */
const PART = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
const isPart = (text: string): boolean => PART.test(text) && !text.endsWith('.') && !DEVICE.test(text);

/** Throws `MoodwireError` for a model's name that could lead anywhere but to a folder of its own. */
export function checkName(name: string): void {
  if (name.length <= LONGEST_NAME && isPart(name) && !name.startsWith('_')) return;
  throw new MoodwireError(
    `found the model name ${shown(name)}, expected up to ${LONGEST_NAME} letters, digits, "-", "_" and "." that every system takes`,
  );
}

/** Throws `MoodwireError` for the first thing in a list of files that no model has, before anything is done with it. */
export function checkFiles(name: string, files: readonly ModelFile[]): void {
  const wrong = (what: string) => new MoodwireError(`model "${name}" can't be received: ${what}`);
  if (files.length > MOST_FILES) throw wrong(`it has ${files.length} files, expected at most ${MOST_FILES}`);
  const sizes = new Map<string, number>();
  for (const { path, sha256, bytes } of files) {
    const parts = path.split('/');
    if (path.length > LONGEST_PATH || parts.length > DEEPEST || !parts.every(isPart)) {
      throw wrong(`${shown(path)} is no path of a file in a model's folder`);
    }
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw wrong(`${path} has the hash ${shown(sha256)}, expected a SHA-256`);
    if (!Number.isSafeInteger(bytes) || bytes < 0) throw wrong(`${path} has ${bytes} bytes, expected a whole number`);
    if (bytes === 0 && sha256 !== EMPTY) throw wrong(`${path} has no bytes, and not the hash of none`);
    if ((sizes.get(sha256) ?? bytes) !== bytes) throw wrong(`${path} has the hash of another file, and another size`);
    sizes.set(sha256, bytes);
  }
  const clash = clashIn(files.map(({ path }) => path));
  if (clash !== undefined) throw wrong(`${clash} stands twice in its list, or as a file and a folder`);
  const manifest = files.find(({ path }) => path === MANIFEST);
  if (!manifest) throw wrong(`it has no ${MANIFEST}`);
  if (manifest.bytes > LARGEST_MANIFEST) throw wrong(`its ${MANIFEST} has ${manifest.bytes} bytes`);
}

/** A path that is another one too, or a folder of another one, where upper and lower case are the same. */
function clashIn(paths: readonly string[]): string | undefined {
  const taken = new Set<string>();
  const folders = new Set<string>();
  for (const path of paths.map((path) => path.toLowerCase())) {
    if (taken.has(path)) return path;
    taken.add(path);
    const parts = path.split('/');
    for (let i = 1; i < parts.length; i++) folders.add(parts.slice(0, i).join('/'));
  }
  return paths.find((path) => folders.has(path.toLowerCase()));
}

const shown = (text: string): string => JSON.stringify(text.slice(0, 100));
