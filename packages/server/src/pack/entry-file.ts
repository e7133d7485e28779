import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf } from '@moodwire/engine';

/** The file that a pack begins with, or why there is none. */
export type Entry = { readonly file: string } | { readonly wrong: string };

const PACKAGE = /^(@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*$/i;
/** The conditions of package.json's `exports` that hold for a pack. */
const CONDITIONS: readonly string[] = ['node', 'import', 'default'];

/** Finds a pack by a path from `folder`, or by the name of an npm package that is installed there or above. */
export function findEntry(name: string, folder: string): Entry {
  if (name.startsWith('file:')) return entryOfPath(fileURLToPath(name));
  if (/^\.\.?([\\/]|$)/.test(name) || isAbsolute(name)) return entryOfPath(resolve(folder, name));
  if (!PACKAGE.test(name)) return { wrong: 'this is no path and no npm package; a path begins with "./"' };
  for (let at = folder; ; at = dirname(at)) {
    const installed = join(at, 'node_modules', name);
    if (existsSync(installed)) return entryOfFolder(installed);
    if (dirname(at) !== at) continue;
    const advice = existsSync(resolve(folder, name))
      ? `for the one beside the config write "./${name}"`
      : `\`npm install ${name}\` there`;
    return { wrong: `no such package is installed in ${folder} or above; ${advice}` };
  }
}

function entryOfPath(path: string): Entry {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory()) return entryOfFolder(path);
  if (found?.isFile()) return { file: path };
  return { wrong: `there is no file or folder ${path}; correct the path, which goes from the config's folder` };
}

/** What package.json names in `exports` or `main`, else index.mjs or index.js. */
export function entryOfFolder(folder: string): Entry {
  const manifest = join(folder, 'package.json');
  let named: string | undefined;
  try {
    if (existsSync(manifest)) named = namedEntry(JSON.parse(readFileSync(manifest, 'utf8')));
  } catch (error) {
    return { wrong: `${manifest} cannot be read (${messageOf(error)}); correct it` };
  }
  const names = named === undefined ? ['index.mjs', 'index.js'] : [named];
  for (const name of names) {
    const file = join(folder, name);
    if (statSync(file, { throwIfNoEntry: false })?.isFile()) return { file };
  }
  const expected =
    named === undefined ? 'index.mjs, or a package.json with "exports"' : `${named}, which package.json names`;
  return { wrong: `${folder} has no file to begin with; expected ${expected}` };
}

function namedEntry(manifest: unknown): string | undefined {
  const { exports, main } = (manifest ?? {}) as { exports?: unknown; main?: unknown };
  const named = target(exports);
  if (named !== undefined || typeof main !== 'string' || main === '') return named;
  return main;
}

function target(exports: unknown): string | undefined {
  if (typeof exports === 'string') return exports;
  if (typeof exports !== 'object' || exports === null) return undefined;
  if (Array.isArray(exports)) return exports.map(target).find((one) => one !== undefined);
  if (Object.hasOwn(exports, '.')) return target((exports as Record<string, unknown>)['.']);
  for (const [condition, inner] of Object.entries(exports)) {
    const found = CONDITIONS.includes(condition) ? target(inner) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
