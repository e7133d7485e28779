import type { Held } from '../backend/held.js';
import type { Holdings } from '../backend/holdings.js';

/** What a node made, in the order of its declared outputs. */
export type Results = readonly Held[];

type Entry = { readonly results: Results; readonly bytes: number; readonly keys: string[]; usedAt: number };

/** What an entry costs beside its values. */
const ENTRY_BYTES = 200;

/**
 * Results by key, the least recently used let go first once their bytes exceed the budget. One entry may be found under
 * several keys: how it was made (recipe) and what it was made from (result).
 */
export type MemoryCache = ReturnType<typeof createMemoryCache>;

export function createMemoryCache(holdings: Holdings, budget: number) {
  const entries = new Map<string, Entry>();
  const all = new Set<Entry>();
  let clock = 0;
  let bytes = 0;

  function evict(entry: Entry): void {
    if (!all.delete(entry)) return;
    for (const key of entry.keys) if (entries.get(key) === entry) entries.delete(key);
    for (const held of entry.results) holdings.drop(held);
    bytes -= entry.bytes;
  }

  /** Entries that may be the oldest, the oldest last: sorted once for many, because to look for each would be slow. */
  let oldest: Entry[] = [];
  let sortedAt = 0;

  function makeRoom(): void {
    while (bytes > budget) {
      const entry = oldest.pop();
      if (!entry) {
        oldest = [...all].sort((a, b) => b.usedAt - a.usedAt);
        sortedAt = clock;
      } else if (entry.usedAt <= sortedAt) evict(entry); // what was used since then is younger than the rest
    }
  }

  function find(key: string): Entry | undefined {
    const entry = entries.get(key);
    if (!entry) return undefined;
    for (const held of entry.results) {
      if (held.value !== undefined || holdings.has(held)) continue;
      evict(entry); // lost with a backend
      return undefined;
    }
    entry.usedAt = ++clock;
    return entry;
  }

  function add(entry: Entry, key: string): void {
    const other = entries.get(key);
    if (other === entry) return;
    if (other) evict(other);
    entries.set(key, entry);
    entry.keys.push(key);
  }

  return {
    /** What is filed under a key, if all of it can still be had. */
    get: (key: string): Results | undefined => find(key)?.results,
    /** Files `results` under keys. What is larger than the whole budget is not kept. */
    set(first: string, second: string | undefined, results: Results): void {
      const known = find(first) ?? (second === undefined ? undefined : find(second));
      if (known) {
        add(known, first);
        if (second !== undefined) add(known, second);
        return;
      }
      let size = ENTRY_BYTES;
      for (const held of results) size += held.bytes;
      if (size > budget) return;
      for (const held of results) holdings.retain(held);
      const entry: Entry = { results, bytes: size, keys: [], usedAt: ++clock };
      all.add(entry);
      add(entry, first);
      if (second !== undefined) add(entry, second);
      bytes += size;
      makeRoom();
    },
    clear(): void {
      for (const entry of all) evict(entry);
    },
    get bytes(): number {
      return bytes;
    },
  };
}
