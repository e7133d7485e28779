import { type Stats, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export const CONFIG_NAME = 'moodwire.config.mjs';

/** A config by its absolute path, or why the one that was found is left alone. */
export type FoundConfig = { readonly file: string } | { readonly problem: string };

/** The config of a folder, the current one unless given: the one in it, or else the one in the nearest folder above. */
export function findConfig(folder?: string): FoundConfig | undefined {
  const start = folder === undefined ? currentFolder() : resolve(folder);
  if (start === undefined) return undefined;
  for (let at = start; ; at = dirname(at)) {
    const file = join(at, CONFIG_NAME);
    const found = look(file);
    if (found?.isFile()) return isTrusted(found.uid) ? { file } : { problem: strange(file) };
    if (dirname(at) === at) return undefined;
  }
}

/** Nothing when it has been deleted. */
function currentFolder(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

/** Nothing where there is nothing, or nothing that may be looked at. */
function look(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** A config is a program. One that somebody else laid in a shared folder such as /tmp must not run by itself. */
function isTrusted(owner: number): boolean {
  const user = process.getuid?.();
  return user === undefined || owner === user || owner === 0;
}

const strange = (file: string): string =>
  `${file} belongs to another user, and is not loaded; if you trust it, say --config ${file}`;
