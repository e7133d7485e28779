import type { Holdings } from '../backend/holdings.js';
import type { MemoryCache, Results } from '../cache/memory-cache.js';
import type { Plan } from '../plan/plan.js';

/** Walks back from the targets and stops where the cache knows the result already. Fills in `results`, held once. */
export function whatIsNeeded(
  plan: Plan,
  recipes: readonly (string | undefined)[],
  cache: MemoryCache,
  holdings: Holdings,
  results: (Results | undefined)[],
): { needed: number[]; cached: number[] } {
  const seen = new Uint8Array(plan.nodes.length);
  const pending = [...plan.targets];
  while (pending.length > 0) {
    const at = pending.pop()!;
    if (seen[at]) continue;
    seen[at] = 1;
    const recipe = recipes[at];
    const known = recipe === undefined ? undefined : cache.get(recipe);
    if (known) {
      for (const handle of Object.values(known)) holdings.retain(handle);
      results[at] = known;
    } else {
      for (const source of plan.nodes[at]!.sources) pending.push(source);
    }
  }
  const needed = [...seen.keys()].filter((at) => seen[at] === 1);
  return { needed, cached: needed.filter((at) => results[at] !== undefined) };
}

/** For the nodes that must run: how many they wait for, how many use them, and whom they feed. */
export function countLinks(plan: Plan, needed: readonly number[], cached: readonly number[]) {
  const count = plan.nodes.length;
  const waiting = new Int32Array(count);
  const uses = new Int32Array(count);
  const start = new Int32Array(count + 1);
  const isCached = new Uint8Array(count);
  for (const at of cached) isCached[at] = 1;
  const running = needed.filter((at) => !isCached[at]);
  for (const at of running) for (const source of new Set(plan.nodes[at]!.sources)) start[source + 1]!++;
  for (let at = 0; at < count; at++) {
    uses[at] = start[at + 1]!;
    start[at + 1]! += start[at]!;
  }
  const fed = new Int32Array(start[count]!);
  const fill = start.slice(0, count);
  for (const at of running) {
    for (const source of new Set(plan.nodes[at]!.sources)) {
      fed[fill[source]!++] = at;
      if (!isCached[source]) waiting[at]!++;
    }
  }
  for (const at of plan.targets) uses[at]!++;
  return { waiting, uses, consumers: (at: number) => fed.subarray(start[at], start[at + 1]) };
}
