import { parseEndpoint } from '@moodwire/engine/graph';
import type { Body } from '../document/body.js';

/** The ids that feed a node, each once. */
function sourcesOf({ nodes }: Pick<Body, 'nodes'>, id: string): readonly string[] {
  const sources = new Set<string>();
  for (const feed of Object.values(nodes[id]?.inputs ?? {})) {
    for (const link of [feed].flat()) {
      const source = parseEndpoint(link)?.node;
      if (source !== undefined && nodes[source]) sources.add(source);
    }
  }
  return [...sources];
}

/**
 * The nodes in the order in which results flow: each after those that feed it, else as in the document, with how many
 * come one after another before it. Nodes on a circle come last.
 */
export function dataflowOrder(body: Pick<Body, 'nodes'>): readonly { readonly id: string; readonly depth: number }[] {
  const ids = Object.keys(body.nodes);
  const waits = new Map<string, number>();
  const feeds = new Map<string, string[]>();
  for (const id of ids) {
    const sources = sourcesOf(body, id);
    waits.set(id, sources.length);
    for (const source of sources) feeds.set(source, [...(feeds.get(source) ?? []), id]);
  }
  const depth = new Map<string, number>();
  const order = ids.filter((id) => waits.get(id) === 0);
  for (const id of order) depth.set(id, 0);
  for (let at = 0; at < order.length; at++) {
    const id = order[at]!;
    for (const next of feeds.get(id) ?? []) {
      depth.set(next, Math.max(depth.get(next) ?? 0, depth.get(id)! + 1));
      const left = waits.get(next)! - 1;
      waits.set(next, left);
      if (left === 0) order.push(next);
    }
  }
  const placed = new Set(order);
  return [...order, ...ids.filter((id) => !placed.has(id))].map((id) => ({ id, depth: depth.get(id) ?? 0 }));
}
