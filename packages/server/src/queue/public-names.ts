import { basename } from 'node:path';
import type { Host } from '@moodwire/engine';
import { parseFileReference } from '../files/file-reference.js';

export type PublicNames = {
  /** From now on a path is called by this name. */
  know(path: string, name: string): void;
  /** A message without paths of this machine. */
  tell(message: string): string;
};

/** What is said of a job goes to whoever asked for it: files are called by the names that he knows, folders by what they are. */
export function createPublicNames(places: Readonly<Record<string, string>>): PublicNames {
  const names = new Map(Object.entries(places));
  return {
    know(path, name) {
      names.set(path, name);
      // In the file store a file's own name is a hash.
      if (basename(path) !== basename(name)) names.set(basename(path), name);
    },
    tell(message) {
      const longest = [...names].sort(([a], [b]) => b.length - a.length);
      return longest.reduce((text, [path, name]) => text.replaceAll(path, name), message);
    },
  };
}

/** A host that tells how the files that it opens were named. */
export function namedHost(host: Host, names: PublicNames): Host {
  return {
    ...host,
    async inputFile(name) {
      const path = await host.inputFile(name);
      names.know(path, parseFileReference(name)?.name ?? name);
      return path;
    },
  };
}
