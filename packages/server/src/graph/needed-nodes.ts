import { type Graph, parseEndpoint } from '@moodwire/engine';

/** The ids of a graph's own nodes that targets need, themselves included. A target may be a path into a subgraph. */
export function neededNodes({ nodes }: Graph, targets: readonly string[]): ReadonlySet<string> {
  const needed = new Set<string>();
  const pending = targets.map((target) => target.split('/', 1)[0]!);
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (needed.has(id) || !Object.hasOwn(nodes, id)) continue;
    needed.add(id);
    for (const link of Object.values(nodes[id]!.inputs ?? {}).flat()) {
      const end = parseEndpoint(link);
      if (end) pending.push(end.node);
    }
  }
  return needed;
}
