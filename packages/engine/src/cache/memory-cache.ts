import type { Held } from '../backend/held.js';
import type { Holdings } from '../backend/holdings.js';

/** What a node made, in the order of its declared outputs. */
export type Results = readonly Held[];

type Entry = {
  readonly results: Results;
  readonly bytes: number;
  readonly result: string;
  readonly recipe: string | undefined;
  /** Other recipes that came to the same, the last few of them. */
  aliases: string[] | undefined;
  usedAt: number;
  isGone: boolean;
};

const MOST_ALIASES = 16;
/** What an entry costs beside its values. */
const ENTRY_BYTES = 200;

/**
 * Results by key, the least recently used let go first once their bytes exceed the budget. One entry may be found under
 * several keys: how it was made (recipe) and what it was made from (result).
 */
export type MemoryCache = ReturnType<typeof createMemoryCache>;

export function createMemoryCache(holdings: Holdings, budget: number) {
  const entries = new Map<string, Entry>();
  let all: Entry[] = [];
  let clock = 0;
  let bytes = 0;
  /** Entries that may be the oldest, the oldest last: sorted once for many, because to look for each would be slow. */
  let oldest: Entry[] = [];
  let sortedAt = 0;

  function evict(entry: Entry): void {
    if (entry.isGone) return;
    entry.isGone = true;
    if (entries.get(entry.result) === entry) entries.delete(entry.result);
    if (entry.recipe !== undefined && entries.get(entry.recipe) === entry) entries.delete(entry.recipe);
    for (const alias of entry.aliases ?? []) if (entries.get(alias) === entry) entries.delete(alias);
    for (const held of entry.results) holdings.drop(held);
    bytes -= entry.bytes;
  }

  function makeRoom(): void {
    while (bytes > budget) {
      const entry = oldest.pop();
      if (!entry) {
        all = all.filter(({ isGone }) => !isGone);
        oldest = all.toSorted((a, b) => b.usedAt - a.usedAt);
        sortedAt = clock;
      } else if (entry.usedAt <= sortedAt) evict(entry); // what was used since then is younger than the rest
    }
  }

  return {
    /** What is filed under a key, if all of it can still be had. */
    get(key: string): Results | undefined {
      const entry = entries.get(key);
      if (!entry) return undefined;
      const { results } = entry;
      for (let i = 0; i < results.length; i++) {
        if (results[i]!.value !== undefined || holdings.has(results[i]!)) continue;
        evict(entry); // lost with a backend
        return undefined;
      }
      entry.usedAt = ++clock;
      return results;
    },
    /** Files results that nothing is filed under yet. What is larger than the whole budget is not kept. */
    set(result: string, recipe: string | undefined, results: Results): void {
      let size = ENTRY_BYTES;
      for (let i = 0; i < results.length; i++) size += results[i]!.bytes;
      if (size > budget) return;
      for (let i = 0; i < results.length; i++) holdings.retain(results[i]!);
      const entry: Entry = { results, bytes: size, result, recipe, aliases: undefined, usedAt: ++clock, isGone: false };
      all.push(entry);
      entries.set(result, entry);
      if (recipe !== undefined) entries.set(recipe, entry);
      bytes += size;
      if (bytes > budget) makeRoom();
    },
    /** Files what is found under its result key under a recipe too. */
    alias(result: string, recipe: string): void {
      const entry = entries.get(result);
      if (!entry || entries.get(recipe) === entry) return;
      entry.aliases ??= [];
      entry.aliases.push(recipe);
      entries.set(recipe, entry);
      if (entry.aliases.length <= MOST_ALIASES) return;
      const oldestAlias = entry.aliases.shift()!;
      if (entries.get(oldestAlias) === entry) entries.delete(oldestAlias);
    },
    clear(): void {
      for (const entry of all) evict(entry);
      all = [];
      oldest = [];
    },
    get bytes(): number {
      return bytes;
    },
  };
}
