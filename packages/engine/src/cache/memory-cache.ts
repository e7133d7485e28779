import type { Handle } from '../backend/backend.js';
import type { Holdings } from '../backend/holdings.js';

/** What a node made, by output name. */
export type Results = Readonly<Record<string, Handle>>;

type Entry = { readonly results: Results; readonly bytes: number; readonly keys: Set<string> };

/**
 * Results by key, the least recently used let go first once their bytes exceed the budget. One entry may be found under
 * several keys: how it was made (recipe) and what it was made from (result).
 */
export type MemoryCache = ReturnType<typeof createMemoryCache>;

export function createMemoryCache(holdings: Holdings, budget: number) {
  const entries = new Map<string, Entry>();
  /** Insertion order is the order of last use. */
  const recency = new Map<Entry, true>();
  let bytes = 0;

  function evict(entry: Entry): void {
    recency.delete(entry);
    for (const key of entry.keys) entries.delete(key);
    for (const handle of Object.values(entry.results)) holdings.drop(handle);
    bytes -= entry.bytes;
  }

  /** The entry of a key, now the last one used; none when some of its values were lost with a backend. */
  function find(key: string): Entry | undefined {
    const entry = entries.get(key);
    if (!entry) return undefined;
    if (!Object.values(entry.results).every((handle) => holdings.has(handle))) {
      evict(entry);
      return undefined;
    }
    recency.delete(entry);
    recency.set(entry, true);
    return entry;
  }

  return {
    get: (key: string): Results | undefined => find(key)?.results,
    /** Files `results` under `keys`. What is larger than the whole budget is not kept. */
    set(keys: readonly string[], results: Results): void {
      const found = keys.map(find).find((entry) => entry !== undefined);
      if (found) {
        for (const key of keys) {
          const other = entries.get(key);
          if (other && other !== found) evict(other);
          entries.set(key, found);
          found.keys.add(key);
        }
        return;
      }
      const handles = Object.values(results);
      const size = handles.reduce((sum, handle) => sum + handle.bytes, 200);
      if (size > budget) return;
      for (const handle of handles) holdings.retain(handle);
      const entry: Entry = { results, bytes: size, keys: new Set(keys) };
      for (const key of keys) entries.set(key, entry);
      recency.set(entry, true);
      bytes += size;
      for (const oldest of recency.keys()) {
        if (bytes <= budget) break;
        evict(oldest);
      }
    },
    clear(): void {
      for (const entry of [...recency.keys()]) evict(entry);
    },
    get bytes(): number {
      return bytes;
    },
  };
}
