import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export const CONFIG_NAME = 'moodwire.config.mjs';

/** A config by its absolute path, or why the one that was found is left alone. */
export type FoundConfig = { readonly file: string } | { readonly problem: string };

/** The config of a folder: the one in it, or else the one in the nearest folder above. */
export function findConfig(folder: string): FoundConfig | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const file = join(at, CONFIG_NAME);
    const found = statSync(file, { throwIfNoEntry: false });
    if (found?.isFile()) return isTrusted(found.uid) ? { file } : { problem: strange(file) };
    if (dirname(at) === at) return undefined;
  }
}

/** A config is a program. One that somebody else laid in a shared folder such as /tmp must not run by itself. */
function isTrusted(owner: number): boolean {
  const user = process.getuid?.();
  return user === undefined || owner === user || owner === 0;
}

const strange = (file: string): string =>
  `${file} belongs to another user, and is not loaded; if you trust it, say --config ${file}`;
