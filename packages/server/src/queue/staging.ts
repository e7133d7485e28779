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

export async function createStaging(folder: string, host: Host): Promise<Staging> {
  await mkdir(folder, { recursive: true });
  const own = await mkdtemp(join(folder, 'job-'));
  const paths = new Set<string>();
  return {
    host: {
      ...host,
      // Each in a folder of its own: two nodes may give their files the same name.
      async outputFile(name) {
        const place = join(own, String(paths.size));
        const path = join(place, basename(name.replaceAll('\\', '/').replaceAll('\0', '')) || 'result');
        paths.add(path);
        await mkdir(place);
        return path;
      },
    },
    paths,
    [Symbol.asyncDispose]: () => rm(own, { recursive: true, force: true }),
  };
}

/** Takes away what jobs of a process that was killed left. */
export async function sweepStaging(folder: string): Promise<void> {
  const left = await readdir(folder).catch(() => []);
  await Promise.all(left.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}
