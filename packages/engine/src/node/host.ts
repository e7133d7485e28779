/**
 * What a node may ask of the process it runs in. Names from a graph are hostile until the host has resolved them: each
 * method throws with a sentence for people when a name leads where it may not.
 */
export type Host = {
  /** The absolute path of a file that may be read. */
  inputFile(name: string): Promise<string>;
  /** The absolute path of a file that may be written. Its folder exists. */
  outputFile(name: string): Promise<string>;
  /** The absolute path of a model's folder. */
  modelFolder(name: string): Promise<string>;
  /** Things that are dear to open and can be shared by runs: sessions, tokenizers. */
  readonly resources: Resources;
};

export type Resources = {
  /** The resource of this key, opened by the first who asks. A failed opening is forgotten. */
  get<T>(key: string, open: () => Promise<T>): Promise<T>;
};

export function createResources(): Resources {
  const opened = new Map<string, Promise<unknown>>();
  return {
    get<T>(key: string, open: () => Promise<T>): Promise<T> {
      const known = opened.get(key);
      if (known) return known as Promise<T>;
      const opening = (async () => open())(); // what `open` throws at once is a rejection too
      opened.set(key, opening);
      opening.catch(() => opened.delete(key));
      return opening;
    },
  };
}
