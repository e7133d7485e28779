import { realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readManifestIn } from '@moodwire/nodes';
import { MANIFEST } from './file-list.js';
import { hashFile } from './hash-file.js';
import { namesIn } from './store-folder.js';

export type KnownFiles = {
  /** The path of a file with this hash in some model. It was read to make sure. */
  find(sha256: string, bytes: number): Promise<string | undefined>;
  /** Whether this file has this hash, read likewise. */
  is(path: string, sha256: string, bytes: number): Promise<boolean>;
};

/** Finds files by their hash in the models of these folders. What was read is read again only once it has changed. */
export function knownFiles(roots: readonly string[]): KnownFiles {
  const read = new Map<string, string>();

  async function hashOf(path: string, bytes: number): Promise<string | undefined> {
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile() || found.size !== bytes) return undefined;
    const state = `${found.dev}:${found.ino}:${found.size}:${found.mtimeMs}`;
    const known = read.get(state);
    if (known !== undefined) return known;
    const sha256 = await hashFile(path).catch(() => undefined);
    if (sha256 !== undefined) read.set(state, sha256);
    return sha256;
  }

  return {
    is: async (path, sha256, bytes) => (await hashOf(path, bytes)) === sha256,
    async find(sha256, bytes) {
      for (const root of roots) {
        for (const name of await namesIn(root)) {
          const folder = await realpath(join(root, name)).catch(() => undefined);
          const said = folder && (await readManifestIn(folder, name).catch(() => undefined));
          if (!folder || !said) continue;
          const files = Object.entries(said.manifest.files).filter(([, file]) => file.sha256 === sha256);
          const paths = said.hash === sha256 ? [MANIFEST] : files.map(([path]) => path);
          for (const path of paths) {
            const real = await realpath(join(folder, path)).catch(() => undefined);
            if (real !== undefined && (await hashOf(real, bytes)) === sha256) return real;
          }
        }
      }
      return undefined;
    },
  };
}
