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
  /** The text of the graph that runs, made to travel in a picture: it names no path. Nothing where it is not to travel. */
  readonly workflow?: () => Promise<string | undefined>;
  /** What networks run on here. */
  readonly device: NetworkDevice;
  /** Things that are dear to open and can be shared by runs: sessions, tokenizers. */
  readonly resources: Resources;
};

/**
 * What runs networks, and at which precision: both may change the numbers, so both are part of the key of all that is
 * computed. Which GPU of a machine it is changes nothing, and is settled by the environment of the process.
 */
export type NetworkDevice = {
  readonly provider: 'cpu' | 'cuda';
  /** The precision that is asked for; a model that does not offer `float16` runs at `float32`. */
  readonly precision: 'float32' | 'float16';
};

/** What networks run on where nothing else was said. */
export const CPU: NetworkDevice = { provider: 'cpu', precision: 'float32' };

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
