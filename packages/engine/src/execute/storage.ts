import type { Holdings } from '../backend/holdings.js';
import type { Results } from '../cache/memory-cache.js';
import { LostValue } from '../store/lost.js';
import type { Store } from '../store/store.js';

/** What has to be computed for longer than this is kept on disk unless told otherwise. */
export const DEAR_MS = 100;

/** The disk as the executor sees it: results that are known but not yet read, and results worth keeping. */
export type Storage = ReturnType<typeof createStorage>;

export function createStorage(store: Store, holdings: Holdings, dearMs: number, onLost: () => void) {
  const place = {
    async fetch({ digest }: { readonly digest: string }) {
      try {
        return await store.read(digest);
      } catch (error) {
        if (error instanceof LostValue) {
          // Whoever counts on the disk, the cache as well, is to look again at what is there.
          holdings.forget(place);
          onLost();
        }
        throw error;
      }
    },
    release() {}, // the disk keeps what it has
  };
  return {
    place,
    /** What is filed under a key, each value held once and read when it is needed. */
    find(key: string, outputs: readonly string[]): Results | undefined {
      const found = store.find(key);
      if (!found || !outputs.every((name) => Object.hasOwn(found.outputs, name))) return undefined;
      return outputs.map((name) => holdings.holdAt(found.outputs[name]!, place));
    },
    /** Keeps results that were asked for and were known, unless they are kept. */
    ensure(key: string, outputs: readonly string[], known: Results): void {
      if (!store.find(key)) this.offer([key], outputs, known, 0, true);
    },
    /** Keeps results that were asked for, or that are dear to make. Says whether it does. */
    offer(
      keys: readonly string[],
      outputs: readonly string[],
      made: Results,
      milliseconds: number,
      isAsked: boolean,
    ): boolean {
      if (!isAsked && milliseconds < dearMs) return false;
      for (const held of made) holdings.retain(held);
      const values = outputs.map((name, i) => {
        const held = made[i]!;
        return [
          name,
          { digest: held.digest, bytes: held.bytes, value: () => held.value ?? holdings.read(held) },
        ] as const;
      });
      store.keep(keys, Object.fromEntries(values), milliseconds, () => {
        for (const held of made) holdings.drop(held);
      });
      return true;
    },
  };
}
