import { lstat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { MoodwireError } from '@moodwire/engine';
import { sizeText } from '../text/size.js';
import { checkFiles, checkName, type ModelFile } from './file-list.js';
import { knownFiles } from './known-files.js';
import { type FileWriter, openPartial, rescuePartials, resumeAt } from './partial-file.js';
import { isPlaced, placeModel, sweep } from './place-model.js';
import { layOut, makeFolder, remove, understandDisk, usedBytes } from './store-folder.js';

/** A file that is lacking, and how many bytes of it are there already. */
export type Needed = { readonly sha256: string; readonly from: number };

/** How many files that were offered are remembered. */
const MOST_OFFERED = 10_000;

/** Models that clients push. All methods throw `MoodwireError` for what is hostile, too large, or can't be written. */
export type ModelStore = {
  /** Which files of a model have to come, and from which byte on. None: `install` it. */
  offer(name: string, files: readonly ModelFile[]): Promise<Needed[]>;
  /** Takes a file that was offered from byte `from` on: at most as many as `offer` said are there. */
  write(sha256: string, from: number): Promise<FileWriter>;
  /** Puts a model in place whose files have all come, in one step. Nothing where the same one is there. */
  install(name: string, files: readonly ModelFile[]): Promise<void>;
};

/** Takes what need not have come. */
const unneeded: FileWriter = { async write() {}, async end() {}, async stop() {}, missing: () => 0 };

/**
 * A store in `folder`, which is a folder of models like any other and of received models alone. Two processes may share
 * one. `maxBytes` bounds all that it takes; files are not sent again that a model in it, or in `modelRoots`, has.
 */
export function createModelStore(
  folder: string,
  { maxBytes, modelRoots = [] }: { readonly maxBytes: number; readonly modelRoots?: readonly string[] },
): ModelStore {
  const at = layOut(folder);
  const known = knownFiles([folder, ...modelRoots]);
  const offered = new Map<string, number>();
  const writers = new Set<Pick<FileWriter, 'missing'>>();
  let installing: Promise<unknown> = Promise.resolve();

  async function locate({ sha256, bytes }: Omit<ModelFile, 'path'>): Promise<string | undefined> {
    const whole = join(at.whole, sha256);
    const found = await lstat(whole).catch(() => undefined);
    return found?.isFile() && found.size === bytes ? whole : known.find(sha256, bytes);
  }

  /** Throws when `wanted` more bytes than are here and on their way are too many for the limit or for the disk. */
  async function checkRoom(wanted: number, what: string): Promise<void> {
    const taken = async (): Promise<number> => (await usedBytes(at.own)) + coming;
    const coming = [...writers].reduce((sum, writer) => sum + writer.missing(), 0);
    if ((await taken()) + wanted > maxBytes) await sweep(at, true);
    const used = await taken();
    if (used + wanted > maxBytes) {
      throw new MoodwireError(
        `${what} needs ${sizeText(wanted)} more, and received models take ${sizeText(used)} of ` +
          `${sizeText(maxBytes)}: remove one from ${folder}, or allow more`,
      );
    }
    const { bavail, bsize } = await statfs(folder);
    if (coming + wanted > bavail * bsize) {
      const free = sizeText(bavail * bsize);
      throw new MoodwireError(`${what} needs ${sizeText(wanted)} more, and the disk of ${folder} has ${free} left`);
    }
  }

  return {
    async offer(name, files) {
      checkName(name);
      checkFiles(name, files);
      const sizes = new Map(files.filter(({ bytes }) => bytes > 0).map(({ sha256, bytes }) => [sha256, bytes]));
      const total = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
      if (total > maxBytes) {
        throw new MoodwireError(
          `model "${name}" has ${sizeText(total)}, and received models may take ${sizeText(maxBytes)}: allow more`,
        );
      }
      await makeFolder(at);
      await rescuePartials(at);
      await sweep(at);
      const needed: Needed[] = [];
      for (const file of files) {
        if (file.bytes === 0 || needed.some(({ sha256 }) => sha256 === file.sha256)) continue;
        if ((await locate(file)) !== undefined) continue;
        const from = await resumeAt(at, file.sha256, file.bytes);
        if (from !== 'whole') needed.push({ sha256: file.sha256, from });
      }
      const wanted = needed.reduce((sum, { sha256, from }) => sum + sizes.get(sha256)! - from, 0);
      await checkRoom(wanted, `model "${name}"`);
      for (const { sha256 } of needed) {
        offered.delete(sha256); // to the end of the line
        offered.set(sha256, sizes.get(sha256)!);
      }
      for (const sha256 of [...offered.keys()].slice(0, -MOST_OFFERED)) offered.delete(sha256);
      return needed;
    },

    async write(sha256, from) {
      const bytes = offered.get(sha256);
      if (bytes === undefined)
        throw new MoodwireError(`the file ${sha256.slice(0, 12)}… was not offered: offer its model`);
      if (!Number.isSafeInteger(from) || from < 0 || from > bytes) {
        throw new MoodwireError(`a file is to go on from byte ${from}, expected 0 to ${bytes}`);
      }
      const reserved = { missing: () => bytes - from };
      try {
        await checkRoom(bytes - from, `the file ${sha256.slice(0, 12)}…`);
        writers.add(reserved);
        const writer = await openPartial(at, sha256, bytes, from).catch(async (error: unknown) => {
          // Another client has sent the rest of it in the meantime.
          if ((await locate({ sha256, bytes })) !== undefined) return unneeded;
          throw error;
        });
        writers.add(writer);
        const over = () => void writers.delete(writer);
        return {
          ...writer,
          end: () => writer.end().finally(over),
          stop: () => writer.stop().finally(over),
        };
      } finally {
        writers.delete(reserved);
      }
    },

    async install(name, files) {
      checkName(name);
      checkFiles(name, files);
      const turn = installing.then(async () => {
        await makeFolder(at);
        if (!(await isPlaced(at, name, files, known))) {
          await understandDisk(folder, () => placeModel(at, name, files, locate));
        }
        for (const { sha256 } of files) await remove(join(at.whole, sha256));
      });
      installing = turn.catch(() => {});
      await turn;
    },
  };
}
