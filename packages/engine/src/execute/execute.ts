import type { MemoryCache, Results } from '../cache/memory-cache.js';
import { nodeKey } from '../key/key.js';
import type { Host } from '../node/host.js';
import type { Plan, PlannedNode, Source } from '../plan/plan.js';
import type { Backend, Handle } from './backend.js';
import type { Listener } from './events.js';
import type { Holdings } from './holdings.js';
import type { Limit } from './limit.js';
import { type NodeRun, runHere, runThere } from './node-run.js';

/** What the runs of one engine share. */
export type Workshop = {
  readonly holdings: Holdings;
  readonly cache: MemoryCache;
  readonly backend: Backend | undefined;
  readonly limits: { readonly host: Limit; readonly backend: Limit };
  /** Nodes that are being run now, by result key: the same work wanted twice at once runs once. */
  readonly flights: Map<string, Flight>;
};

export type Flight = { readonly landing: Promise<Results>; followers: number };

export type Failure = { readonly node: string; readonly message: string; readonly error: unknown };

export type Outcome = {
  readonly failures: readonly Failure[];
  /** What each target made, held until `release`. */
  readonly results: ReadonlyMap<number, Results>;
  release(): void;
};

/**
 * Runs a plan. Nodes become ready when all that feeds them is done and then run at once, as far as the limits allow; a
 * node that fails stops only what depends on it. After `signal` aborts nothing starts, and what runs is waited for.
 */
export async function execute(
  plan: Plan,
  shop: Workshop,
  host: Host,
  signal: AbortSignal,
  emit: Listener,
): Promise<Outcome> {
  const { holdings, cache } = shop;
  const count = plan.nodes.length;
  const fingerprints = await takeFingerprints(plan, host);
  const recipes = recipeKeys(plan, fingerprints);
  const results: (Results | undefined)[] = new Array(count);
  const failures: Failure[] = [];

  const { needed, cached } = whatIsNeeded(plan, recipes, cache, holdings, results);
  emit({ event: 'planned', nodes: needed.map((at) => plan.nodes[at]!.id) });
  for (const at of cached) emit({ event: 'cached', node: plan.nodes[at]!.id });

  const { waiting, uses, consumers } = countLinks(plan, needed, cached);
  let running = 0;
  let finishRun: () => void = () => {};
  const allDone = new Promise<void>((resolve) => {
    finishRun = resolve;
  });
  const ready = needed.filter((at) => results[at] === undefined && waiting[at] === 0);

  let next = 0;
  let pumping = false;
  const pump = (): void => {
    if (pumping) return;
    pumping = true;
    while (next < ready.length && !signal.aborted) {
      const at = ready[next++]!;
      running++;
      void work(at).then(() => {
        running--;
        pump();
      });
    }
    pumping = false;
    if (running === 0) finishRun();
  };

  const work = async (at: number): Promise<void> => {
    const node = plan.nodes[at]!;
    const onBackend = node.definition.runsOn === 'backend' && shop.backend !== undefined;
    try {
      const made = await (onBackend ? shop.limits.backend : shop.limits.host).run(() => runOnce(at, node));
      if (!made) return;
      results[at] = made;
      for (const consumer of consumers(at)) if (--waiting[consumer]! === 0) ready.push(consumer);
    } catch (error) {
      if (signal.aborted) return;
      const message = error instanceof Error ? error.message : String(error);
      failures.push({ node: node.id, message, error });
      emit({ event: 'failed', node: node.id, message });
    } finally {
      for (const source of new Set(node.sources)) letGo(source);
      if (uses[at] === 0) dropResults(at);
    }
  };

  const letGo = (at: number): void => {
    if (--uses[at]! === 0) dropResults(at);
  };
  const dropResults = (at: number): void => {
    for (const handle of Object.values(results[at] ?? {})) holdings.drop(handle);
    results[at] = undefined;
  };

  const runOnce = async (at: number, node: PlannedNode): Promise<Results | undefined> => {
    if (signal.aborted) return undefined;
    const feeds = feedsOf(node, results);
    const recipe = recipes[at];
    const run = (): Promise<Results> => runNode(shop, { node, feeds, holdings, host, signal, emit });
    if (node.definition.cache === 'never') return run();

    const key = nodeKey('result', node.definition, node.params, digestsOf(feeds), fingerprints[at] ?? '');
    const keys = recipe === undefined ? [key] : [key, recipe];
    for (;;) {
      const known = cache.get(key);
      if (known) {
        for (const handle of Object.values(known)) holdings.retain(handle);
        cache.set(keys, known);
        emit({ event: 'cached', node: node.id });
        return known;
      }
      const flight = shop.flights.get(key);
      if (!flight) break;
      flight.followers++;
      // The one who flies may be cancelled: then this run goes on by itself.
      const landed = await flight.landing.catch(() => undefined);
      if (landed) {
        emit({ event: 'cached', node: node.id });
        return landed;
      }
      if (signal.aborted) return undefined;
    }
    return fly(shop, key, keys, run);
  };

  pump();
  await allDone;
  const targets = new Set(plan.targets);
  for (let at = 0; at < count; at++) if (!targets.has(at)) dropResults(at);
  const kept = new Map<number, Results>();
  for (const at of targets) if (results[at]) kept.set(at, results[at]);
  return {
    failures,
    results: kept,
    release() {
      for (const at of targets) dropResults(at);
    },
  };
}

/** Runs work that others may wait for. What it made is held once for each of them before it lands. */
async function fly(
  shop: Workshop,
  key: string,
  keys: readonly string[],
  run: () => Promise<Results>,
): Promise<Results> {
  const landing = run();
  const flight: Flight = { landing, followers: 0 };
  shop.flights.set(key, flight);
  try {
    const made = await landing;
    for (const handle of Object.values(made)) {
      for (let i = 0; i < flight.followers; i++) shop.holdings.retain(handle);
    }
    shop.cache.set(keys, made);
    return made;
  } finally {
    shop.flights.delete(key);
  }
}

async function runNode(shop: Workshop, run: Omit<NodeRun, 'listener'> & { emit: Listener }): Promise<Results> {
  const { node, emit } = run;
  const began = performance.now();
  emit({ event: 'started', node: node.id, type: node.definition.type });
  const listener = {
    progress: (done: number, total: number) => emit({ event: 'progress', node: node.id, done, total }),
    preview: (value: Parameters<NodeRun['listener']['preview']>[0]) => emit({ event: 'preview', node: node.id, value }),
  };
  const there = node.definition.runsOn === 'backend' ? shop.backend : undefined;
  const made = await (there ? runThere({ ...run, listener }, there) : runHere({ ...run, listener }));
  emit({ event: 'finished', node: node.id, milliseconds: performance.now() - began, outputs: made });
  return made;
}

/** The fingerprint of each node that has one. One that cannot be taken stays open: the node itself says why. */
async function takeFingerprints(plan: Plan, host: Host): Promise<(string | undefined)[]> {
  const fingerprints: (string | undefined)[] = new Array(plan.nodes.length);
  for (const [at, { definition, params, feeds }] of plan.nodes.entries()) {
    if (!definition.fingerprint || Object.keys(params).some((name) => feeds.has(name))) continue;
    try {
      fingerprints[at] = await definition.fingerprint({ params, host });
    } catch {
      fingerprints[at] = undefined;
    }
  }
  return fingerprints;
}

/** The Merkle key of each node; none where a fingerprint is open, nor anywhere below. */
function recipeKeys(plan: Plan, fingerprints: readonly (string | undefined)[]): (string | undefined)[] {
  const recipes: (string | undefined)[] = new Array(plan.nodes.length);
  for (const [at, node] of plan.nodes.entries()) {
    const open = node.definition.fingerprint !== undefined && fingerprints[at] === undefined;
    if (open || node.sources.some((source) => recipes[source] === undefined)) continue;
    const feeds = new Map<string, string | readonly string[]>();
    const written = (source: Source) => `${recipes[source.from]}.${source.output}`;
    for (const [name, feed] of node.feeds) feeds.set(name, 'from' in feed ? written(feed) : feed.map(written));
    recipes[at] = nodeKey('recipe', node.definition, node.params, feeds, fingerprints[at] ?? '');
  }
  return recipes;
}

/** Walks back from the targets and stops where the cache knows the result already. */
function whatIsNeeded(
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
    const node = plan.nodes[at]!;
    const recipe = recipes[at];
    const known = recipe === undefined || node.definition.cache === 'never' ? undefined : cache.get(recipe);
    if (known) {
      for (const handle of Object.values(known)) holdings.retain(handle);
      results[at] = known;
    } else pending.push(...node.sources);
  }
  const needed = [...seen.keys()].filter((at) => seen[at] === 1);
  return { needed, cached: needed.filter((at) => results[at] !== undefined) };
}

/** For the nodes that must run: how many they wait for, how many use them, and whom they feed. */
function countLinks(plan: Plan, needed: readonly number[], cached: readonly number[]) {
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

function feedsOf(node: PlannedNode, results: readonly (Results | undefined)[]) {
  const feeds = new Map<string, Handle | readonly Handle[]>();
  const handleOf = (source: Source): Handle => results[source.from]![source.output]!;
  for (const [name, feed] of node.feeds) feeds.set(name, 'from' in feed ? handleOf(feed) : feed.map(handleOf));
  return feeds;
}

function digestsOf(feeds: ReadonlyMap<string, Handle | readonly Handle[]>): Map<string, string | readonly string[]> {
  const digests = new Map<string, string | readonly string[]>();
  for (const [name, feed] of feeds) {
    digests.set(name, 'digest' in feed ? feed.digest : feed.map((handle) => handle.digest));
  }
  return digests;
}
