import { nodeKey } from '../key/key.js';
import type { Host } from '../node/host.js';
import type { Plan, Source } from '../plan/plan.js';

/**
 * The fingerprint of each node that has one and whose params are all known. One that cannot be taken stays open: the
 * node itself says why.
 */
export async function takeFingerprints(plan: Plan, host: Host, signal: AbortSignal): Promise<(string | undefined)[]> {
  const fingerprints: (string | undefined)[] = new Array(plan.nodes.length);
  for (const [at, { definition, params, feeds }] of plan.nodes.entries()) {
    if (!definition.fingerprint || Object.keys(params).some((name) => feeds.has(name))) continue;
    if (signal.aborted) break;
    try {
      fingerprints[at] = await definition.fingerprint({ params, host });
    } catch {
      fingerprints[at] = undefined;
    }
  }
  return fingerprints;
}

/** The Merkle key of each node; none where a fingerprint is open or a node must always run, nor anywhere below. */
export function recipeKeys(plan: Plan, fingerprints: readonly (string | undefined)[]): (string | undefined)[] {
  const recipes: (string | undefined)[] = new Array(plan.nodes.length);
  for (const [at, node] of plan.nodes.entries()) {
    const { definition } = node;
    const open = definition.fingerprint !== undefined && fingerprints[at] === undefined;
    if (open || definition.cache === 'never' || node.sources.some((source) => recipes[source] === undefined)) continue;
    const feeds = new Map<string, string | readonly string[]>();
    const written = (source: Source) => `${recipes[source.from]}.${source.output}`;
    for (const [name, feed] of node.feeds) feeds.set(name, 'from' in feed ? written(feed) : feed.map(written));
    recipes[at] = nodeKey('recipe', definition, node.params, feeds, fingerprints[at] ?? '');
  }
  return recipes;
}
