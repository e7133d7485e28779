import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';

export type TestFolder = {
  /** Where it is, while a test runs. */
  readonly path: string;
  /** Writes files under it. */
  write(files: Readonly<Record<string, string>>): Promise<void>;
};

/** A folder of its own for each test of the file that asks for one; it goes with the test. */
export function freshFolder(): TestFolder {
  let path = '';
  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'moodwire-test-'));
  });
  afterEach(() => rm(path, { recursive: true, force: true }));
  return {
    get path() {
      return path;
    },
    async write(files) {
      for (const [name, text] of Object.entries(files)) {
        await mkdir(dirname(join(path, name)), { recursive: true });
        await writeFile(join(path, name), text);
      }
    },
  };
}
