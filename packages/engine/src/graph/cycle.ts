import type { GraphBody } from './document.js';
import { parseEndpoint } from './link.js';

/** The ids that feed a node, in the order of its inputs. */
function sourcesOf(node: GraphBody['nodes'][string]): string[] {
  const sources: string[] = [];
  for (const links of Object.values(node.inputs ?? {})) {
    for (const link of typeof links === 'string' ? [links] : links) {
      const from = parseEndpoint(link);
      if (from) sources.push(from.node);
    }
  }
  return sources;
}

/**
 * Circles of links, as ids that end where they began, in the direction of the links: every node that lies on a circle
 * which shares no node with another is told of. Iterative, O(n + e).
 */
export function findCycles(graph: GraphBody): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  for (const root of Object.keys(graph.nodes)) {
    if (done.has(root)) continue;
    const path: string[] = [];
    // The parts of the path that were told of. They share no node, so that the last one says where the next may begin.
    const told: { readonly from: number; to: number }[] = [];
    const onPath = new Map<string, number>();
    const pending: string[][] = [[root]];
    while (pending.length > 0) {
      const id = pending.at(-1)!.pop();
      if (id === undefined) {
        pending.pop();
        const left = path.pop();
        if (left !== undefined) {
          onPath.delete(left);
          const last = told.at(-1);
          if (last && last.from === path.length) told.pop();
          else if (last) last.to = Math.min(last.to, path.length - 1);
          done.add(left);
        }
        continue;
      }
      const again = onPath.get(id);
      if (again !== undefined) {
        if (again <= (told.at(-1)?.to ?? -1)) continue;
        told.push({ from: again, to: path.length - 1 });
        cycles.push([id, ...path.slice(again).reverse()]);
        continue;
      }
      if (done.has(id) || !Object.hasOwn(graph.nodes, id)) continue;
      onPath.set(id, path.length);
      path.push(id);
      pending.push(sourcesOf(graph.nodes[id]!).reverse());
    }
  }
  return cycles;
}
