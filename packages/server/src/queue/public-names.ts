import { basename } from 'node:path';

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
