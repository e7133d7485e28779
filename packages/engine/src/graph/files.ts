import type { Registry } from '../pack/registry.js';
import type { Graph } from './document.js';
import { linkGraph } from './link-graph.js';

/** The names of the files that a graph's params, those in subgraphs included, say are read or written; '' names none. */
export function filesOf(graph: Graph, registry: Registry, access: 'read' | 'write'): string[] {
  const { root, bodies } = linkGraph(graph, registry);
  const names = [root, ...bodies].flatMap(({ nodes }) =>
    nodes.flatMap(({ shape, params }) =>
      (shape?.params ?? []).flatMap(({ name, param }) => {
        const value = params[name];
        const isNamed = typeof value === 'string' && value !== '';
        return param?.kind === 'file' && param.access === access && isNamed ? [value] : [];
      }),
    ),
  );
  return [...new Set(names)];
}
