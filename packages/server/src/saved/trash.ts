import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

export type TrashedGraph = {
  readonly id: string;
  readonly name: string;
  /** When, in milliseconds since 1970. */
  readonly trashed: number;
};

const MOST = 1000;

export type Trash = {
  take(file: string, name: string): Promise<TrashedGraph>;
  /** The newest first. */
  list(): Promise<readonly TrashedGraph[]>;
  giveBack(id: string, file: string): Promise<void>;
};

/** Graphs that were deleted, each a file `TIME-NAME.json`; of more than 1,000 the oldest go. */
export function createTrash(folder: string): Trash {
  const fileOf = (id: string): string => join(folder, `${id}.json`);

  async function list(): Promise<readonly TrashedGraph[]> {
    const files = await readdir(folder).catch(() => []);
    return files
      .flatMap((file) => {
        const [, id, time, name] = /^((\d{13,15})-(.+))\.json$/.exec(file) ?? [];
        return id && time && name ? [{ id, name: name.replaceAll('=', '/'), trashed: Number(time) }] : [];
      })
      .sort((a, b) => b.trashed - a.trashed || (a.id < b.id ? 1 : -1));
  }

  return {
    async take(file, name) {
      await mkdir(folder, { recursive: true });
      const there = await list();
      // Two in one millisecond are two.
      const trashed = Math.max(Date.now(), (there[0]?.trashed ?? 0) + 1);
      // No name has an equals sign.
      const id = `${trashed}-${name.replaceAll('/', '=')}`;
      await rename(file, fileOf(id));
      for (const old of there.slice(MOST - 1)) await rm(fileOf(old.id), { force: true });
      return { id, name, trashed };
    },
    list,
    giveBack: (id, file) => rename(fileOf(id), file),
  };
}
