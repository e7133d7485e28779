import type { LinkedNode } from './linked.js';

/**
 * An order in which each node comes after those that feed it, and else the order of the document. Nodes on a circle,
 * and those that a circle feeds, are left out. Iterative, O(n + e).
 */
export function orderOf(nodes: readonly LinkedNode[], isForward: boolean): number[] {
  const order: number[] = new Array(isForward ? nodes.length : 0);
  if (isForward) {
    for (let at = 0; at < nodes.length; at++) order[at] = at;
    return order;
  }
  const state = new Uint8Array(nodes.length); // 0 new, 1 entered, 2 placed, 3 on or behind a circle
  const stack: number[] = [];
  for (let root = 0; root < nodes.length; root++) {
    if (state[root] === 0) stack.push(root);
    while (stack.length > 0) {
      const at = stack.at(-1)!;
      const { sources, lazySources } = nodes[at]!;
      if (state[at] === 0) {
        state[at] = 1;
        for (const list of [lazySources, sources]) {
          for (let i = list.length - 1; i >= 0; i--) if (state[list[i]!] === 0) stack.push(list[i]!);
        }
        continue;
      }
      stack.pop();
      if (state[at] !== 1) continue;
      const isStuck = (source: number) => state[source] !== 2;
      if (sources.some(isStuck) || lazySources.some(isStuck)) state[at] = 3;
      else {
        state[at] = 2;
        order.push(at);
      }
    }
  }
  return order;
}
