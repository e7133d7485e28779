import { existsSync } from 'node:fs';
import { lstat, mkdir, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import {
  CPU,
  createResources,
  didYouMean,
  type Host,
  MoodwireError,
  messageOf,
  type NetworkDevice,
  type Resources,
} from '@moodwire/engine';
import { fileReference, parseFileReference } from '../files/file-reference.js';
import type { FileStore } from '../files/file-store.js';
import { type GraphCall, travellingGraph } from '../workflow/travelling-graph.js';
import { modelNames } from './models.js';
import { sameFile } from './same-file.js';

export type HostOptions = {
  /** The folder that names in a graph stay in. Without one no file can be named. */
  readonly folder?: string;
  /** The folder that names of files to be written stay in; `folder` unless given. */
  readonly outputFolder?: string;
  /** Absolute paths that the person at the keyboard gave to be read. Never written to. */
  readonly readable?: Iterable<string>;
  /** Absolute paths that the person at the keyboard gave to be written. Never read. */
  readonly writable?: Iterable<string>;
  /** Folders that hold models, the first one first. */
  readonly modelRoots: readonly string[];
  /** What networks run on; the CPU at float32 unless given. */
  readonly device?: NetworkDevice;
  readonly resources?: Resources;
  /** Photographs that may be read under these names, wherever they lie. */
  readonly photo?: (name: string) => string | undefined;
  /** Where files lie that are named by their references. */
  readonly files?: FileStore;
  /** What runs, for pictures that are to carry it: what they were made of is then kept in `files`. */
  readonly workflow?: GraphCall & {
    /** Told in a sentence for people why a file could not be kept. */
    onTrouble(message: string): void;
  };
};

/** What nodes may reach in this process: files that were given, files under the graph's folder, and models by name. */
export function createHost(options: HostOptions): Host {
  const readable = new Set(options.readable);
  const writable = new Set(options.writable);

  async function inFolder(name: string, folder: string | undefined, option: string): Promise<string> {
    const path = folder === undefined ? undefined : resolve(folder, name);
    if (
      folder === undefined ||
      path === undefined ||
      isAbsolute(name) ||
      name.includes('\0') ||
      !isInside(folder, path)
    ) {
      throw new MoodwireError(
        `"${name}" leads out of the graph's folder: name a file in it, or give one with ${option}`,
      );
    }
    const [real, root] = await Promise.all([realpathOfExisting(path), realpath(folder)]);
    if (isInside(root, real)) return path;
    throw new MoodwireError(`"${name}" is a link out of the graph's folder: copy the file into it`);
  }

  const { files, workflow } = options;

  async function inputFile(name: string): Promise<string> {
    if (readable.has(name)) return name;
    const reference = files && parseFileReference(name);
    if (!reference) return options.photo?.(name) ?? inFolder(name, options.folder, '--in');
    if (await files.get(reference.id)) return files.path(reference.id);
    throw new MoodwireError(`${reference.name} (SHA-256 ${reference.id}) is not in the file store: give it with --in`);
  }

  const references = new Map<string, Promise<string>>();

  /** Keeps a file that is read, so that whoever has the picture that is made of it here can make it again. */
  function referenceOf(name: string): Promise<string> {
    const known = references.get(name);
    if (known) return known;
    const made = keepInput(name).catch((error: unknown) => {
      workflow?.onTrouble(messageOf(error));
      return basename(name);
    });
    references.set(name, made);
    return made;
  }

  async function keepInput(name: string): Promise<string> {
    if (!files || parseFileReference(name)) return name;
    return fileReference(await files.keep(await inputFile(name), { name: basename(name), origin: 'input' }));
  }

  let travelling: Promise<string> | undefined;

  return {
    ...(workflow && {
      workflow() {
        travelling ??= travellingGraph(workflow, referenceOf);
        return travelling;
      },
    }),
    async inputFile(name) {
      const path = await inputFile(name);
      // While the networks run there is time for it.
      if (workflow) void referenceOf(name);
      return path;
    },
    async outputFile(name) {
      if (writable.has(name)) return name;
      const path = await inFolder(name, options.outputFolder ?? options.folder, '--out');
      if (await sameFile(path, readable)) {
        throw new MoodwireError(`"${name}" was given to be read: name another file to write`);
      }
      await mkdir(dirname(path), { recursive: true }).catch((error: NodeJS.ErrnoException) => {
        throw new MoodwireError(`"${name}": its folder can't be made (${error.code}); name another`, { cause: error });
      });
      return path;
    },
    async modelFolder(name) {
      if (/^[A-Za-z0-9][\w.-]*$/.test(name)) {
        for (const root of options.modelRoots) {
          const folder = join(root, name);
          if (!existsSync(join(folder, 'manifest.json'))) continue;
          // A model that was received is a link, which may lead to another version at any time.
          return (await lstat(folder)).isSymbolicLink() ? realpath(folder) : folder;
        }
      }
      const names = modelNames(options.modelRoots);
      const known = names.length > 0 ? `there are ${names.join(', ')}` : 'there are none';
      throw new MoodwireError(
        `no model "${name}" in ${options.modelRoots.join(' or ')}: ${known}.${didYouMean(name, names)}`,
      );
    },
    device: options.device ?? CPU,
    resources: options.resources ?? createResources(),
  };
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Where the deepest part of a path that exists really lies, with the rest after it. */
async function realpathOfExisting(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(await realpathOfExisting(parent), relative(parent, path));
  }
}
