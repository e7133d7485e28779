import type { Backend, Handle } from '../backend/backend.js';
import type { Results } from '../cache/memory-cache.js';
import { nodeKey } from '../key/key.js';
import { messageOf } from '../node/failure.js';
import type { Host } from '../node/host.js';
import type { Plan, PlannedNode, Source } from '../plan/plan.js';
import type { Listener } from './events.js';
import { type Airspace, fly, follow } from './flight.js';
import type { Limit } from './limit.js';
import { countLinks, whatIsNeeded } from './links.js';
import { type NodeRun, resolveParams, runHere, runThere } from './node-run.js';
import { recipeKeys, takeFingerprints } from './recipe.js';

/** What the runs of one engine share. */
export type Workshop = Airspace & {
  readonly backend: Backend | undefined;
  readonly limits: { readonly host: Limit; readonly backend: Limit };
  /** How often the backend has lost all that it held. */
  losses: number;
};

export type Failure = { readonly node: string; readonly message: string; readonly error: unknown };

export type Outcome = {
  readonly failures: readonly Failure[];
  /** Did something fail after the backend had lost what it held? Those failures are not told: a new attempt is. */
  readonly interrupted: boolean;
  /** What each target made, held until `release`. */
  readonly results: ReadonlyMap<number, Results>;
  release(): void;
};

export type Job = {
  readonly plan: Plan;
  readonly shop: Workshop;
  readonly host: Host;
  readonly signal: AbortSignal;
  readonly emit: Listener;
  /** After this attempt there is no other: failures are told whatever caused them. */
  readonly lastAttempt: boolean;
};

/**
 * Runs a plan. Nodes become ready when all that feeds them is done and then run at once, as far as the limits allow; a
 * node that fails stops only what depends on it. After `signal` aborts nothing starts, and what runs is waited for.
 */
export async function execute({ plan, shop, host, signal, emit, lastAttempt }: Job): Promise<Outcome> {
  const { holdings, cache } = shop;
  const count = plan.nodes.length;
  const lossesBefore = shop.losses;
  const fingerprints = await takeFingerprints(plan, host, signal);
  const recipes = recipeKeys(plan, fingerprints);
  const results: (Results | undefined)[] = new Array(count);
  const failures: Failure[] = [];
  let interrupted = false;

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
  const pump = (): void => {
    while (next < ready.length && !signal.aborted) {
      const at = ready[next++]!;
      running++;
      void work(at).then(() => {
        running--;
        pump();
      });
    }
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
      if (shop.losses !== lossesBefore && !lastAttempt) {
        interrupted = true;
        return;
      }
      const message = messageOf(error);
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
    const { definition } = node;
    const feeds = feedsOf(node, results);
    const run = (): Promise<Results> => runNode(shop, { node, feeds, holdings, host, signal, emit });
    if (definition.cache === 'never') return run();

    let fingerprint = fingerprints[at];
    if (definition.fingerprint && fingerprint === undefined) {
      try {
        fingerprint = await definition.fingerprint({ params: await resolveParams(node, feeds, holdings), host });
      } catch {
        return run(); // Nothing may be kept of it; the node itself says why.
      }
    }
    const key = nodeKey('result', definition, node.params, digestsOf(feeds), fingerprint ?? '');
    const recipe = recipes[at];
    const keys: [string, ...string[]] = recipe === undefined ? [key] : [key, recipe];
    for (;;) {
      if (signal.aborted) return undefined;
      const known = cache.get(key);
      if (known) {
        for (const handle of Object.values(known)) holdings.retain(handle);
        cache.set(keys, known);
        emit({ event: 'cached', node: node.id });
        return known;
      }
      const flight = shop.flights.get(key);
      if (!flight) return fly(shop, keys, signal, run);
      const landed = await follow(flight, signal);
      if (landed) {
        emit({ event: 'cached', node: node.id });
        return landed;
      }
    }
  };

  pump();
  await allDone;
  const targets = new Set(plan.targets);
  for (let at = 0; at < count; at++) if (!targets.has(at)) dropResults(at);
  const kept = new Map<number, Results>();
  for (const at of targets) if (results[at]) kept.set(at, results[at]);
  return {
    failures,
    interrupted,
    results: kept,
    release() {
      for (const at of targets) dropResults(at);
    },
  };
}

async function runNode(shop: Workshop, run: Omit<NodeRun, 'listener'> & { emit: Listener }): Promise<Results> {
  const { node, emit, signal } = run;
  const began = performance.now();
  emit({ event: 'started', node: node.id, type: node.definition.type });
  // A node that goes on reporting after it has returned would put events behind its end.
  let over = false;
  const listener: NodeRun['listener'] = {
    progress: (done, total) => {
      if (!over) emit({ event: 'progress', node: node.id, done, total });
    },
    preview: (value) => {
      if (!over) emit({ event: 'preview', node: node.id, value });
    },
  };
  const there = node.definition.runsOn === 'backend' ? shop.backend : undefined;
  try {
    const made = await (there ? runThere({ ...run, listener }, there) : runHere({ ...run, listener }));
    if (signal.aborted) {
      // A node that was told to stop may give half a result; nobody may find it in the cache.
      for (const handle of Object.values(made)) run.holdings.drop(handle);
      throw signal.reason;
    }
    emit({ event: 'finished', node: node.id, milliseconds: performance.now() - began, outputs: made });
    return made;
  } finally {
    over = true;
  }
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
