import type { Graph, Json } from '@moodwire/engine';

/** The graph with params of one of its save nodes set, such as the file it writes; a link that fed one is taken off. */
export function aimSave(graph: Graph, id: string, params: Readonly<Record<string, Json>>): Graph {
  const save = Object.hasOwn(graph.nodes, id) ? graph.nodes[id] : undefined;
  if (!save) throw new Error(`the graph has no node "${id}"`);
  const inputs = Object.fromEntries(Object.entries(save.inputs ?? {}).filter(([name]) => !Object.hasOwn(params, name)));
  return { ...graph, nodes: { ...graph.nodes, [id]: { ...save, inputs, params: { ...save.params, ...params } } } };
}
