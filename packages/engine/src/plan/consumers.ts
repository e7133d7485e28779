import type { Consumers, LinkedNode } from '../graph/linked.js';

/** Turns the sources of all nodes round. O(n + e). */
export function consumersOf(nodes: readonly LinkedNode[]): Consumers {
  const start = new Int32Array(nodes.length + 1);
  for (const { sources } of nodes) for (const source of sources) start[source + 1]!++;
  for (let at = 0; at < nodes.length; at++) start[at + 1]! += start[at]!;
  const fed = new Int32Array(start[nodes.length]!);
  const fill = start.slice(0, nodes.length);
  for (let at = 0; at < nodes.length; at++) {
    for (const source of nodes[at]!.sources) fed[fill[source]!++] = at;
  }
  return { start, fed };
}
