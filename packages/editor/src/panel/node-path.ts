import type { Graph } from '@moodwire/engine/graph';
import type { Place } from '../edit/fixes.js';

/**
 * The path by which a node is reached from the graph itself, such as `soft/down`: through the first node that runs the
 * subgraph. Nothing where the place names no node, or no node runs its subgraph.
 */
export function nodePathOf(graph: Graph, { subgraph, node }: Place): string | undefined {
  if (subgraph === undefined) return node;
  const seen = new Set<string | undefined>([undefined]);
  const open: { readonly name: string | undefined; readonly prefix: string }[] = [{ name: undefined, prefix: '' }];
  for (const { name, prefix } of open) {
    const nodes = name === undefined ? graph.nodes : graph.subgraphs?.[name]?.nodes;
    for (const [id, { type, params }] of Object.entries(nodes ?? {})) {
      const body = params?.['body'];
      const inner = type.startsWith('subgraph/')
        ? type.slice('subgraph/'.length)
        : typeof body === 'string'
          ? body
          : undefined;
      if (inner === undefined || seen.has(inner)) continue;
      seen.add(inner);
      const path = `${prefix}${id}`;
      if (inner === subgraph) return node === undefined ? path : `${path}/${node}`;
      open.push({ name: inner, prefix: `${path}/` });
    }
  }
  return undefined;
}
