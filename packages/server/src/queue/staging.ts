import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Host } from '@moodwire/engine';

/** Where a job writes its files, before they go to the file store. */
export type Staging = {
  /** As the host, but every file that is written goes here, under no name but its base name. */
  readonly host: Host;
  /** The files that nodes asked to write, by their paths. */
  readonly paths: ReadonlySet<string>;
  [Symbol.asyncDispose](): Promise<void>;
};

export function createStaging(folder: string, host: Host): Staging {
  const paths = new Set<string>();
  let own: Promise<string> | undefined; // most jobs write nothing

  async function makeFolder(): Promise<string> {
    await mkdir(folder, { recursive: true });
    return mkdtemp(join(folder, 'job-'));
  }

  return {
    host: {
      ...host,
      // Each in a folder of its own: two nodes may give their files the same name.
      async outputFile(name) {
        own ??= makeFolder();
        const place = await mkdtemp(join(await own, 'file-'));
        const path = join(place, basename(name.replaceAll('\\', '/').replaceAll('\0', '')) || 'result');
        paths.add(path);
        return path;
      },
    },
    paths,
    async [Symbol.asyncDispose]() {
      if (own) await rm(await own, { recursive: true, force: true });
    },
  };
}

/** Takes away what jobs of a process that was killed left. */
export async function sweepStaging(folder: string): Promise<void> {
  const left = await readdir(folder).catch(() => []);
  await Promise.all(left.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}
