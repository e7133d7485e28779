import type { Consumers, LinkedNode } from '../graph/linked.js';

/** Turns the sources of all nodes round. O(n + e). */
export function consumersOf(nodes: readonly LinkedNode[]): Consumers {
  const start = new Int32Array(nodes.length + 1);
  for (let at = 0; at < nodes.length; at++) {
    const { sources } = nodes[at]!;
    for (let i = 0; i < sources.length; i++) start[sources[i]! + 1]!++;
  }
  for (let at = 0; at < nodes.length; at++) start[at + 1]! += start[at]!;
  const fed = new Int32Array(start[nodes.length]!);
  const fill = start.slice(0, nodes.length);
  for (let at = 0; at < nodes.length; at++) {
    const { sources } = nodes[at]!;
    for (let i = 0; i < sources.length; i++) fed[fill[sources[i]!]!++] = at;
  }
  return { start, fed };
}
